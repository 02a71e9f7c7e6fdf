import type { Draft, Finding } from '../audit/api';
import { warnings } from './use-draft';

const finding = (
	rules: number[],
	more: Partial< Finding > = {}
): Finding => ( {
	code: 'chain',
	severity: 'warning',
	rules: rules.map( ( rule ) => ( { rule } ) ),
	source: '/a',
	field: 'then.redirect.to',
	value: '/b',
	message: 'again',
	fix: 'at once',
	...more,
} );
const draft = ( ...findings: Finding[] ): Draft => ( {
	findings,
	rule_id: 5,
	alone: false,
} );

describe( 'warnings', () => {
	it( 'stand beside the field of the rule that is edited, with its repair', () => {
		const merge = { then: { redirect: { to: '/c' } } };
		const [ warning ] = warnings(
			draft( finding( [ 5, 6 ], { repair: { rule: 5, merge } } ) )
		);
		expect( warning.field ).toBe( 'then.redirect.to' );
		expect( warning.repair ).toEqual( merge );
	} );

	it( 'stand at the top if they are about another rule, which is not changed from here', () => {
		const [ warning ] = warnings(
			draft( finding( [ 6, 5 ], { repair: { rule: 6, merge: {} } } ) )
		);
		expect( warning.field ).toBe( '' );
		expect( warning.message ).toContain( '6' );
		expect( warning.repair ).toBeUndefined();
	} );

	it( 'offer no deletion of a rule that is being written', () => {
		const [ warning ] = warnings(
			draft( finding( [ 5 ], { repair: { rule: 5, delete: true } } ) )
		);
		expect( warning.repair ).toBeUndefined();
	} );
} );
