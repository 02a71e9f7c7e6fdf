import type { Action } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';
import { addQueryArgs } from '@wordpress/url';

import type { Rule } from '../rule/types';
import type { MissingUrl } from './api';
import { IgnoreForm } from './ignore-form';
import { RedirectForm } from './redirect-form';
import type { Changes } from './use-changes';
import { VisitsOf } from './visits';

/**
 * What can be done to URLs of the list.
 *
 * @param changes Who does it.
 * @param onEdit  Opens the editor.
 */
export function actions(
	changes: Changes,
	onEdit: ( rule: Rule ) => void
): Action< MissingUrl >[] {
	return [
		{
			id: 'redirect',
			icon: 'migrate',
			label: __( 'Redirect', 'detour' ),
			isPrimary: true,
			supportsBulk: true,
			modalSize: 'medium',
			RenderModal: ( { items, closeModal } ) => (
				<RedirectForm
					urls={ items }
					onRedirect={ ( wanted ) => {
						closeModal?.();
						changes.redirect( items, wanted );
					} }
					onEdit={ ( rule ) => {
						closeModal?.();
						onEdit( rule );
					} }
				/>
			),
		},
		{
			id: 'ignore',
			icon: 'hidden',
			label: __( 'Ignore', 'detour' ),
			supportsBulk: true,
			isEligible: ( { ignored } ) => ignored === 'no',
			callback: ( items ) => void changes.change( items, 'ignore' ),
		},
		{
			id: 'show',
			icon: 'visibility',
			label: __( 'Stop ignoring', 'detour' ),
			supportsBulk: true,
			isEligible: ( { ignored } ) => ignored === 'by-hand',
			callback: ( items ) => void changes.change( items, 'show' ),
		},
		{
			id: 'pattern',
			label: __( 'Ignore all like this', 'detour' ),
			modalHeader: __( 'Ignore by a pattern', 'detour' ),
			RenderModal: ( { items, closeModal } ) => (
				<IgnoreForm
					url={ items[ 0 ].url }
					onDone={ ( pattern ) => {
						closeModal?.();
						changes.ignoreAll( pattern );
					} }
				/>
			),
		},
		{
			id: 'visits',
			label: __( 'Who asks for it', 'detour' ),
			modalSize: 'large',
			RenderModal: ( { items } ) => <VisitsOf url={ items[ 0 ] } />,
		},
		{
			id: 'log',
			label: __( 'Show in the log', 'detour' ),
			callback: ( [ { url } ] ) =>
				window.location.assign(
					addQueryArgs( window.location.href, {
						tab: 'log',
						search: url,
					} )
				),
		},
		{
			id: 'delete',
			icon: 'trash',
			label: __( 'Delete', 'detour' ),
			supportsBulk: true,
			callback: ( items ) => void changes.change( items, 'delete' ),
		},
	];
}
