import { labelled, ticks } from './scale';
import { type Series, total } from './series';

const WIDTH = 800;
const HEIGHT = 220;
const LEFT = 56;
const BOTTOM = 24;
const TOP = 8;

/** Told apart by people who see fewer colours as well (Okabe and Ito, 2008). */
export const COLOURS = [
	'#0072b2',
	'#e69f00',
	'#009e73',
	'#cc79a7',
	'#56b4e9',
	'#d55e00',
	'#f0e442',
	'#50575e',
];

interface Props {
	/** What the plot shows, for people who don't see it. */
	label: string;
	/** Names of the buckets. */
	buckets: string[];
	series: Series[];
}

/**
 * A bar for each bucket, of one part for each series.
 *
 * @param props
 * @param props.label
 * @param props.buckets
 * @param props.series
 */
export function StackedBars( { label, buckets, series }: Props ) {
	const sums = buckets.map( ( _, bucket ) =>
		total( series.map( ( { hits } ) => hits[ bucket ] ) )
	);
	const lines = ticks( Math.max( ...sums ) );
	const y = ( hits: number ) =>
		( hits / lines[ lines.length - 1 ] ) * ( HEIGHT - TOP - BOTTOM );
	const step = ( WIDTH - LEFT ) / buckets.length;
	return (
		<svg
			className="detour-plot"
			role="img"
			aria-label={ label }
			viewBox={ `0 0 ${ WIDTH } ${ HEIGHT }` }
		>
			{ lines.map( ( line ) => (
				<g key={ line }>
					<line
						x1={ LEFT }
						x2={ WIDTH }
						y1={ HEIGHT - BOTTOM - y( line ) }
						y2={ HEIGHT - BOTTOM - y( line ) }
					/>
					<text
						x={ LEFT - 8 }
						y={ HEIGHT - BOTTOM - y( line ) + 4 }
						textAnchor="end"
					>
						{ line.toLocaleString() }
					</text>
				</g>
			) ) }
			{ buckets.map( ( name, bucket ) => {
				let base = HEIGHT - BOTTOM;
				return (
					<g key={ bucket }>
						<title>{ `${ name }: ${ sums[ bucket ].toLocaleString() }` }</title>
						{ series.map( ( { name: of, hits }, index ) => {
							const height = y( hits[ bucket ] );
							base -= height;
							return (
								<rect
									key={ of }
									x={ LEFT + bucket * step + step * 0.1 }
									y={ base }
									width={ step * 0.8 }
									height={ height }
									fill={ COLOURS[ index % COLOURS.length ] }
								/>
							);
						} ) }
					</g>
				);
			} ) }
			{ labelled( buckets.length ).map( ( bucket ) => (
				<text
					key={ bucket }
					x={ LEFT + ( bucket + 0.5 ) * step }
					y={ HEIGHT - 6 }
					textAnchor="middle"
				>
					{ buckets[ bucket ] }
				</text>
			) ) }
		</svg>
	);
}
