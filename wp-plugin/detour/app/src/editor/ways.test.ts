import { newAction, newRule } from '../rule/new-rule';
import type { Problem } from '../rule/types';
import { wayOfError } from './ways';

jest.mock( '../site', () => ( { site: { options: { rule_code: 307 } } } ) );

const HOME = 'https://shop.example/blog';

const problem = (
	field: string,
	value: string,
	instead?: string
): Problem => ( {
	field,
	value,
	message: 'wrong',
	fix: 'right',
	instead,
} );

describe( 'the way out of an error', () => {
	it( 'is the value that would be right, wherever it belongs', () => {
		const rule = { ...newRule(), then: newAction( 'split' ) };
		const way = wayOfError(
			problem( 'then.split[1].to', 'b', '/b' ),
			HOME
		);
		expect( way?.of?.( rule ).then.split?.map( ( { to } ) => to ) ).toEqual(
			[ '', '/b' ]
		);
		expect( rule.then.split?.[ 1 ].to ).toBe( '' );
	} );

	it.each( [
		[ 'https://shop.example/a?b=1', '/a?b=1', 'any' ],
		[ 'http://old.example:8080/a', '/a', 'old.example' ],
	] )( 'takes the URL %s apart', ( value, path, host ) => {
		const way = wayOfError( problem( 'source.value', value ), HOME );
		expect( way?.of?.( newRule() ).source ).toMatchObject( {
			value: path,
			host,
		} );
	} );

	it.each( [
		[ 'source.value', 'http://[' ],
		[ 'source.value', 'mailto:a@shop.example' ],
		[ 'source.value', '/(' ],
		[ 'source.host', 'https://shop.example/' ],
	] )( 'is not guessed: %s %s', ( field, value ) => {
		expect( wayOfError( problem( field, value ), HOME ) ).toBeUndefined();
	} );
} );
