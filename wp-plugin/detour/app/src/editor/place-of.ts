/**
 * The place that a problem is shown at: itself, or the nearest above it.
 *
 * @param field  Field of the problem.
 * @param places Places there are.
 */
export function placeOf(
	field: string,
	places: ReadonlySet< string >
): string | null {
	for ( let place = field; place; ) {
		if ( places.has( place ) ) {
			return place;
		}
		place = place.slice(
			0,
			Math.max( place.lastIndexOf( '.' ), place.lastIndexOf( '[' ), 0 )
		);
	}
	return null;
}
