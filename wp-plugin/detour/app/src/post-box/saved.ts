/** What is asked of the block editor's store; where there is none, the page is loaded anew with each save. */
interface Data {
	select: ( store: 'core/editor' ) =>
		| {
				isSavingPost: () => boolean;
				isAutosavingPost: () => boolean;
		  }
		| undefined;
	subscribe: ( listener: () => void ) => void;
}

/**
 * Calls back whenever the block editor has saved the post, which may have got another address.
 *
 * @param callback What to do.
 */
export function whenSaved( callback: () => void ) {
	const { data } = ( window as { wp?: { data?: Data } } ).wp ?? {};
	let wasSaving = false;
	data?.subscribe( () => {
		const editor = data.select( 'core/editor' );
		const isSaving =
			!! editor?.isSavingPost() && ! editor.isAutosavingPost();
		if ( wasSaving && ! isSaving ) {
			callback();
		}
		wasSaving = isSaving;
	} );
}
