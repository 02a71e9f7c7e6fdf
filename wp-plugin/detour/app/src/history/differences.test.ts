import { differences } from './differences';

const rule = {
	id: 3,
	enabled: true,
	source: { kind: 'exact', value: '/a' },
	then: { redirect: { to: '/b', code: 307 } },
};

test( 'names the fields that differ, with both values', () => {
	const after = {
		...rule,
		enabled: false,
		then: { redirect: { to: '/c', code: 307 } },
	};
	expect( differences( rule, after ) ).toEqual( [
		{ field: 'enabled', before: 'true', after: 'false' },
		{ field: 'then.redirect.to', before: '/b', after: '/c' },
	] );
} );

test( 'a new rule has nothing before, a deleted one nothing afterwards', () => {
	expect( differences( null, { id: 3, note: '' } ) ).toEqual( [
		{ field: 'id', before: '', after: '3' },
	] );
	expect( differences( { note: 'x' }, null ) ).toEqual( [
		{ field: 'note', before: 'x', after: '' },
	] );
} );

test( 'lists are compared as a whole', () => {
	const when = ( language: string[] ) => ( { when: [ { language } ] } );
	expect( differences( when( [ 'es' ] ), when( [ 'es', 'fr' ] ) ) ).toEqual( [
		{
			field: 'when',
			before: '[{"language":["es"]}]',
			after: '[{"language":["es","fr"]}]',
		},
	] );
	expect( differences( rule, { ...rule } ) ).toEqual( [] );
} );
