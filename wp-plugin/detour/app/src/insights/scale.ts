/**
 * Round steps for an axis that begins at 0.
 *
 * @param most  Largest value.
 * @param steps Steps at most.
 * @return Values of the lines, 0 first; the last is not below the largest value.
 */
export function ticks( most: number, steps = 4 ): number[] {
	const rough = Math.max( 1, most ) / steps;
	const power = 10 ** Math.floor( Math.log10( rough ) );
	const round = [ 1, 2, 5, 10 ].find( ( factor ) => factor * power >= rough );
	const step = Math.max( 1, ( round ?? 10 ) * power );
	const count = Math.max( 1, Math.ceil( most / step ) );
	return Array.from( { length: count + 1 }, ( _, index ) => index * step );
}

/**
 * The buckets whose name is written below a plot: evenly apart, and not more than there is room for.
 *
 * @param count How many buckets there are.
 * @param most  How many names there is room for.
 */
export function labelled( count: number, most = 8 ): number[] {
	const step = Math.ceil( count / most );
	return Array.from( { length: count }, ( _, index ) => index ).filter(
		( index ) => ( count - 1 - index ) % step === 0
	);
}
