/**
 * A variable that `cargo xtask test e2e` sets.
 *
 * @param name Name of the variable.
 */
export function required( name: string ): string {
	const value = process.env[ name ];
	if ( ! value ) {
		throw new Error( `${ name } is not set: run cargo xtask test e2e` );
	}
	return value;
}

/** Folder for screenshots and what failures leave behind. */
export const artifacts = required( 'DETOUR_ARTIFACTS' );
