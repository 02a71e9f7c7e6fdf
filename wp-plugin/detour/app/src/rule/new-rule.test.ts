import { newRule } from './new-rule';

jest.mock( '../site', () => ( {
	site: {
		options: {
			rule_code: 301,
			rule_slash: 'exact',
			rule_case: 'ignore',
			rule_query: 'exact',
			rule_group: 'By hand',
		},
	},
} ) );

describe( 'a new rule', () => {
	it( 'begins as the settings say', () => {
		const { group, source, then } = newRule();
		expect( group ).toBe( 'By hand' );
		expect( source ).toMatchObject( {
			slash: 'exact',
			case: 'ignore',
			query: 'exact',
		} );
		expect( then ).toEqual( { redirect: { to: '', code: 301 } } );
	} );
} );
