/**
 * A list with another item at a place.
 *
 * @param list  List.
 * @param index Place, from 0.
 * @param item  What stands there now.
 */
export function replaceAt< T >( list: T[], index: number, item: T ): T[] {
	return list.map( ( old, at ) => ( at === index ? item : old ) );
}

/**
 * A list without the item at a place.
 *
 * @param list  List.
 * @param index Place, from 0.
 */
export function removeAt< T >( list: T[], index: number ): T[] {
	return list.filter( ( _, at ) => at !== index );
}
