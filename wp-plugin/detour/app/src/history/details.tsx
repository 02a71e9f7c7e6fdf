import { Button, Notice, Spinner } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { usePage } from '../list/use-page';
import { listEntries } from './api';
import { sourceOf } from './describe';
import { differences } from './differences';
import type { Change, Entry } from './types';

const PER_PAGE = 20;

/**
 * What a change did to each of its rules.
 *
 * @param props
 * @param props.change
 */
export function Details( { change }: { change: Change } ) {
	const [ number, setNumber ] = useState( 1 );
	const { page, problem } = usePage(
		listEntries,
		{ batch: change.batch, page: number, per_page: PER_PAGE },
		0
	);
	const pages = page?.pages ?? 1;
	return (
		<div className="detour-history-details">
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ ! page && ! problem && <Spinner /> }
			{ page?.items.map( ( entry ) => (
				<EntryTable key={ entry.rule } entry={ entry } />
			) ) }
			{ pages > 1 && (
				<p className="detour-row">
					<Button
						__next40pxDefaultSize
						variant="secondary"
						disabled={ number === 1 }
						accessibleWhenDisabled
						onClick={ () => setNumber( number - 1 ) }
					>
						{ __( 'Previous page', 'detour' ) }
					</Button>
					{ sprintf(
						/* translators: 1: number of a page, 2: number of pages. */
						__( 'Page %1$d of %2$d', 'detour' ),
						number,
						pages
					) }
					<Button
						__next40pxDefaultSize
						variant="secondary"
						disabled={ number === pages }
						accessibleWhenDisabled
						onClick={ () => setNumber( number + 1 ) }
					>
						{ __( 'Next page', 'detour' ) }
					</Button>
				</p>
			) }
		</div>
	);
}

function EntryTable( { entry }: { entry: Entry } ) {
	return (
		<table className="widefat striped detour-status">
			<caption>
				<code>{ sourceOf( entry ) }</code>
			</caption>
			<thead>
				<tr>
					<th scope="col">{ __( 'Field', 'detour' ) }</th>
					<th scope="col">{ __( 'Before', 'detour' ) }</th>
					<th scope="col">{ __( 'Afterwards', 'detour' ) }</th>
				</tr>
			</thead>
			<tbody>
				{ differences( entry.before, entry.after ).map(
					( { field, before, after } ) => (
						<tr key={ field }>
							<th scope="row">{ field }</th>
							<td>
								<Value text={ before } />
							</td>
							<td>
								<Value text={ after } />
							</td>
						</tr>
					)
				) }
			</tbody>
		</table>
	);
}

function Value( { text }: { text: string } ) {
	return text ? <code className="detour-target">{ text }</code> : null;
}
