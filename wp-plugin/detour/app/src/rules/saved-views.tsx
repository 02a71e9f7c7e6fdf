import { Button, Dropdown, TextControl } from '@wordpress/components';
import type { View } from '@wordpress/dataviews/wp';
import { useEffect, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { readViews, type SavedView, saveViews } from './saved-views-api';
import { useNotices } from '../notices';
import { restoredView, savedView } from './view';

interface Props {
	view: View;
	onChoose: ( view: View ) => void;
}

/**
 * The menu of the views that the user has saved.
 *
 * @param props
 * @param props.view
 * @param props.onChoose
 */
export function SavedViews( { view, onChoose }: Props ) {
	const [ views, setViews ] = useState< SavedView[] | null >( null );
	const notices = useNotices();

	useEffect( () => {
		readViews().then( setViews, notices.failed );
	}, [ notices ] );

	/**
	 * Saves all views. They are shown at once, and as they were if that fails.
	 *
	 * @param changed All views.
	 * @param text    What was done.
	 * @param undo    Whether to offer a way back.
	 */
	async function save( changed: SavedView[], text: string, undo = true ) {
		const before = views ?? [];
		setViews( changed );
		try {
			await saveViews( changed );
			notices.done(
				text,
				undo
					? () => save( before, __( 'Undone.', 'detour' ), false )
					: undefined
			);
		} catch ( error ) {
			setViews( before );
			notices.failed( error );
		}
	}

	if ( ! views ) {
		return null;
	}
	return (
		<Dropdown
			popoverProps={ { placement: 'bottom-end' } }
			renderToggle={ ( { isOpen, onToggle } ) => (
				<Button
					size="compact"
					variant="tertiary"
					aria-expanded={ isOpen }
					onClick={ onToggle }
				>
					{ __( 'Saved views', 'detour' ) }
				</Button>
			) }
			renderContent={ ( { onClose } ) => (
				<div className="detour-saved-views">
					<Choices
						views={ views }
						onChoose={ ( chosen ) => {
							onChoose( restoredView( chosen ) );
							onClose();
						} }
						onRemove={ ( removed ) => {
							save(
								views.filter( ( other ) => other !== removed ),
								sprintf(
									/* translators: %s: name of a view. */
									__( 'View “%s” removed.', 'detour' ),
									removed.name
								)
							);
							onClose();
						} }
					/>
					<NewView
						onSave={ ( name ) => {
							save(
								[
									...views.filter(
										( other ) => other.name !== name
									),
									savedView( name, view ),
								],
								sprintf(
									/* translators: %s: name of a view. */
									__( 'View “%s” saved.', 'detour' ),
									name
								)
							);
							onClose();
						} }
					/>
				</div>
			) }
		/>
	);
}

function Choices( {
	views,
	onChoose,
	onRemove,
}: {
	views: SavedView[];
	onChoose: ( view: SavedView ) => void;
	onRemove: ( view: SavedView ) => void;
} ) {
	if ( views.length === 0 ) {
		return (
			<p>
				{ __(
					'Save the search, filters, order and columns of the list under a name to find them here.',
					'detour'
				) }
			</p>
		);
	}
	return (
		<ul aria-label={ __( 'Saved views', 'detour' ) }>
			{ views.map( ( saved ) => (
				<li className="detour-saved-view" key={ saved.name }>
					<Button
						__next40pxDefaultSize
						onClick={ () => onChoose( saved ) }
					>
						{ saved.name }
					</Button>
					<Button
						size="compact"
						isDestructive
						aria-label={ sprintf(
							/* translators: %s: name of a view. */
							__( 'Remove view “%s”', 'detour' ),
							saved.name
						) }
						onClick={ () => onRemove( saved ) }
					>
						{ __( 'Remove', 'detour' ) }
					</Button>
				</li>
			) ) }
		</ul>
	);
}

function NewView( { onSave }: { onSave: ( name: string ) => void } ) {
	const [ name, setName ] = useState( '' );
	return (
		<form
			className="detour-bulk-form"
			onSubmit={ ( event ) => {
				event.preventDefault();
				onSave( name.trim() );
			} }
		>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				required
				label={ __( 'Save this view as', 'detour' ) }
				maxLength={ 100 }
				value={ name }
				onChange={ setName }
			/>
			<Button __next40pxDefaultSize variant="primary" type="submit">
				{ __( 'Save view', 'detour' ) }
			</Button>
		</form>
	);
}
