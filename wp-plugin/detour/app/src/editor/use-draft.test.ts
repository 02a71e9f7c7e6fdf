import type { Draft, Finding } from '../audit/api';
import { newRule } from '../rule/new-rule';
import { warnings } from './use-draft';

jest.mock( '../site', () => ( { site: { options: { rule_code: 307 } } } ) );

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
		expect( warning.way?.of?.( newRule() ).then ).toEqual( {
			redirect: { to: '/c', code: 307 },
		} );
	} );

	it( 'stand at the top if they are about another rule, which is not changed from here', () => {
		const [ warning ] = warnings(
			draft( finding( [ 6, 5 ], { repair: { rule: 6, merge: {} } } ) )
		);
		expect( warning.field ).toBe( '' );
		expect( warning.message ).toContain( '6' );
		expect( warning.way ).toBeUndefined();
	} );

	it( 'name some of many other rules and count the rest', () => {
		const many = [ 11, 12, 13, 14, 15, 16, 17 ].map( ( rule ) =>
			finding( [ rule, 5 ] )
		);
		const shown = warnings( draft( ...many ) );
		expect( shown ).toHaveLength( 6 );
		expect( shown[ 5 ].message ).toContain( '2' );
	} );

	it( 'say when the other rules were left aside', () => {
		const shown = warnings( { ...draft(), alone: true } );
		expect( shown ).toHaveLength( 1 );
		expect( shown[ 0 ].field ).toBe( '' );
	} );

	it( 'offer no deletion of a rule that is being written', () => {
		const [ warning ] = warnings(
			draft( finding( [ 5 ], { repair: { rule: 5, delete: true } } ) )
		);
		expect( warning.way ).toBeUndefined();
	} );
} );
