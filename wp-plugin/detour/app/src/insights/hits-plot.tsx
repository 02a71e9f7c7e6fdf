import { SelectControl, ToggleControl } from '@wordpress/components';
import { dateI18n } from '@wordpress/date';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { options } from '../rule/describe';
import type { Summary } from './api';
import { byCode, byRule, type Series, total } from './series';
import { COLOURS, StackedBars } from './stacked-bars';

type Parts = 'code' | 'rule';

const PARTS: Record< Parts, string > = {
	code: __( 'Answer', 'detour' ),
	rule: __( 'Redirect', 'detour' ),
};

/**
 * Hits over time, as a plot or as a table.
 *
 * @param props
 * @param props.summary
 */
export function HitsPlot( { summary }: { summary: Summary } ) {
	const [ by, setBy ] = useState< Parts >( 'code' );
	const [ isTable, setTable ] = useState( false );
	const series = by === 'code' ? byCode( summary ) : byRule( summary );
	const format = summary.range === '24h' ? 'H:i' : 'j M';
	const buckets = summary.buckets.map( ( time ) =>
		dateI18n( format, time * 1000, undefined )
	);
	const label =
		by === 'code'
			? __( 'Requests over time by answer', 'detour' )
			: __( 'Requests over time by redirect', 'detour' );
	return (
		<section className="detour-card">
			<div className="detour-card-head">
				<h2>{ label }</h2>
				<SelectControl
					__nextHasNoMarginBottom
					__next40pxDefaultSize
					label={ __( 'Parted by', 'detour' ) }
					labelPosition="side"
					value={ by }
					options={ options( PARTS ) }
					onChange={ setBy }
				/>
				<ToggleControl
					__nextHasNoMarginBottom
					label={ __( 'As a table', 'detour' ) }
					checked={ isTable }
					onChange={ setTable }
				/>
			</div>
			{ isTable ? (
				<Table label={ label } buckets={ buckets } series={ series } />
			) : (
				<>
					<StackedBars
						label={ label }
						buckets={ buckets }
						series={ series }
					/>
					<Legend series={ series } />
				</>
			) }
		</section>
	);
}

function Legend( { series }: { series: Series[] } ) {
	return (
		<ul className="detour-legend">
			{ series.map( ( { name, hits }, index ) => (
				<li key={ name }>
					<span
						className="detour-swatch"
						style={ {
							background: COLOURS[ index % COLOURS.length ],
						} }
					/>
					{ name } ({ total( hits ).toLocaleString() })
				</li>
			) ) }
		</ul>
	);
}

interface TableProps {
	label: string;
	buckets: string[];
	series: Series[];
}

function Table( { label, buckets, series }: TableProps ) {
	return (
		// Wider than the page with many series; who has no mouse scrolls it with the arrow keys.
		<div
			className="detour-scroll"
			role="region"
			aria-label={ label }

			tabIndex={ 0 }
		>
			<table className="widefat striped">
				<caption className="screen-reader-text">{ label }</caption>
				<thead>
					<tr>
						<th scope="col">{ __( 'Time', 'detour' ) }</th>
						{ series.map( ( { name } ) => (
							<th key={ name } scope="col">
								{ name }
							</th>
						) ) }
					</tr>
				</thead>
				<tbody>
					{ buckets.map( ( name, bucket ) => (
						<tr key={ bucket }>
							<th scope="row">{ name }</th>
							{ series.map( ( { name: of, hits } ) => (
								<td key={ of }>
									{ hits[ bucket ].toLocaleString() }
								</td>
							) ) }
						</tr>
					) ) }
				</tbody>
			</table>
		</div>
	);
}
