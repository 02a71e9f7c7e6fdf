import { Button, Notice, SelectControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { Moment } from '../list/moment';
import { readable } from '../list/url';
import { usePage } from '../list/use-page';
import type { Rule } from '../rule/types';
import { useChanges } from '../rules/changes';
import { listStale } from './api';

type Found = Awaited< ReturnType< typeof listStale > >;

interface Props {
	/** Raised when rules have changed elsewhere. */
	changes: number;
	onChanged: () => void;
	onEdit: ( rule: Rule ) => void;
}

/**
 * Redirects that nobody has needed for some time.
 *
 * @param props
 * @param props.changes
 * @param props.onChanged
 * @param props.onEdit
 */
export function Stale( { changes, onChanged, onEdit }: Props ) {
	const [ days, setDays ] = useState( 90 );
	const {
		page: found,
		problem,
		loading,
	} = usePage( listStale, { days }, changes );
	const { bulk } = useChanges( onChanged );

	const rules = found?.rules ?? [];
	return (
		<section className="detour-card">
			<div className="detour-card-head">
				<h2>{ __( 'Not needed any more?', 'detour' ) }</h2>
				<SelectControl
					__nextHasNoMarginBottom
					__next40pxDefaultSize
					label={ __( 'Without a hit for', 'detour' ) }
					labelPosition="side"
					value={ String( days ) }
					options={ [ 30, 90, 180, 365 ].map( ( value ) => ( {
						value: String( value ),
						/* translators: %d: number of days. */
						label: sprintf( __( '%d days', 'detour' ), value ),
					} ) ) }
					onChange={ ( value ) => setDays( Number( value ) ) }
				/>
				{ rules.length > 0 && (
					<Button
						__next40pxDefaultSize
						variant="secondary"
						disabled={ loading }
						accessibleWhenDisabled
						onClick={ () =>
							bulk(
								rules.map( ( { rule } ) => rule ),
								{ action: 'disable' }
							)
						}
					>
						{ __( 'Disable these', 'detour' ) }
					</Button>
				) }
			</div>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ found && ! rules.length && (
				<p>
					{ __(
						'All redirects that are enabled have been used, or are new.',
						'detour'
					) }
				</p>
			) }
			{ found && rules.length > 0 && (
				<Table found={ found } onEdit={ onEdit } />
			) }
		</section>
	);
}

interface TableProps {
	found: Found;
	onEdit: ( rule: Rule ) => void;
}

function Table( { found: { rules, total }, onEdit }: TableProps ) {
	return (
		<>
			<table className="detour-ranking">
				<caption className="screen-reader-text">
					{ __( 'Redirects without a hit', 'detour' ) }
				</caption>
				<thead>
					<tr>
						<th scope="col">{ __( 'Source', 'detour' ) }</th>
						<th scope="col">{ __( 'Last hit', 'detour' ) }</th>
					</tr>
				</thead>
				<tbody>
					{ rules.map( ( { rule, last_hit: last } ) => (
						<tr key={ rule.id }>
							<th scope="row" className="detour-source">
								<Button
									variant="link"
									onClick={ () => onEdit( rule ) }
								>
									{ readable( rule.source.value ) }
								</Button>
							</th>
							<td>
								<Moment time={ last } />
							</td>
						</tr>
					) ) }
				</tbody>
			</table>
			{ total > rules.length && (
				<p className="detour-help">
					{ sprintf(
						/* translators: 1: number of redirects that are listed, 2: number of all. */
						__(
							'The %1$d that are unused for longest, of %2$d.',
							'detour'
						),
						rules.length,
						total
					) }
				</p>
			) }
		</>
	);
}
