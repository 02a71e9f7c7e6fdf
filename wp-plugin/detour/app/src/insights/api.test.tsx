import apiFetch from '@wordpress/api-fetch';
import { createRoot } from '@wordpress/element';

import { usePage } from '../list/use-page';
import { listStale } from './api';

jest.mock( '@wordpress/api-fetch' );

function Total( { days }: { days: number } ) {
	return usePage( listStale, { days }, 0 ).page?.total;
}

describe( 'redirects without a hit', () => {
	it( 'are those of the days that are chosen, however late others come', async () => {
		const answers: ( () => void )[] = [];
		const answer = ( { signal }: { signal?: AbortSignal } ) =>
			new Promise( ( resolve, reject ) => {
				const total = answers.length + 1;
				signal?.addEventListener( 'abort', reject );
				answers.push( () => resolve( { rules: [], total } ) );
			} );
		jest.useFakeTimers();
		jest.mocked( apiFetch ).mockImplementation( answer as never );
		const place = document.createElement( 'div' );
		const root = createRoot( place );
		const settle = () => jest.advanceTimersByTimeAsync( 1000 );
		const show = ( days: number ) => {
			root.render( <Total days={ days } /> );
			return settle();
		};
		const come = ( number: number ) => {
			answers[ number ]();
			return settle();
		};

		await show( 90 );
		await show( 30 );
		expect( answers ).toHaveLength( 2 );
		await come( 1 );
		await come( 0 );
		expect( place.textContent ).toBe( '2' );
	} );
} );
