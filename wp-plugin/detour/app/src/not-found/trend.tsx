import { __, sprintf } from '@wordpress/i18n';

const WIDTH = 6;
const HEIGHT = 24;

/**
 * Requests a day as small bars.
 *
 * @param props
 * @param props.days Counts, today last.
 */
export function Trend( { days }: { days: number[] } ) {
	const most = Math.max( 1, ...days );
	const text = sprintf(
		/* translators: 1: number of days, 2: numbers of requests, separated by commas. */
		__( 'Requests on each of the last %1$d days: %2$s', 'detour' ),
		days.length,
		days.join( ', ' )
	);
	return (
		<svg
			className="detour-trend"
			role="img"
			aria-label={ text }
			width={ days.length * WIDTH }
			height={ HEIGHT }
		>
			<title>{ text }</title>
			{ days.map( ( count, day ) => {
				// A day with few requests is still seen to have some.
				const height =
					count && Math.max( 2, ( count / most ) * HEIGHT );
				return (
					<rect
						key={ day }
						x={ day * WIDTH }
						y={ HEIGHT - height }
						width={ WIDTH - 1 }
						height={ height }
					/>
				);
			} ) }
		</svg>
	);
}
