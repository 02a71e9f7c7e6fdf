import apiFetch from '@wordpress/api-fetch';

import { readPage } from './api';

jest.mock( '@wordpress/api-fetch' );

/** What jsdom has not got. */
class Answer {
	headers = new Map( [
		[ 'X-WP-Total', '1' ],
		[ 'X-WP-TotalPages', '1' ],
	] );

	json = async () => [ 'rule' ];
}
globalThis.Response = Answer as never;

const fetched = jest.mocked( apiFetch );
const read = () => readPage( '/rules', {}, new AbortController().signal );

describe( 'a page of a list', () => {
	beforeEach( () => fetched.mockReset() );

	it( 'is read with how many there are', async () => {
		fetched.mockResolvedValueOnce( new Answer() );
		expect( await read() ).toEqual( {
			items: [ 'rule' ],
			total: 1,
			pages: 1,
		} );
	} );

	it( 'says what the server says is wrong', async () => {
		const said = { code: 'detour_database', message: 'No table.' };
		fetched
			.mockRejectedValueOnce( new Answer() )
			.mockRejectedValueOnce( said );
		await expect( read() ).rejects.toBe( said );
	} );

	it( 'comes after all when only the nonce was too old', async () => {
		fetched
			.mockRejectedValueOnce( new Answer() )
			.mockResolvedValueOnce( [] )
			.mockResolvedValueOnce( new Answer() );
		expect( ( await read() ).total ).toBe( 1 );
		expect( fetched ).toHaveBeenCalledTimes( 3 );
	} );

	it( 'tells of a failure without an answer as it is', async () => {
		const offline = { code: 'offline_error', message: 'Offline.' };
		fetched.mockRejectedValueOnce( offline );
		await expect( read() ).rejects.toBe( offline );
		expect( fetched ).toHaveBeenCalledTimes( 1 );
	} );
} );
