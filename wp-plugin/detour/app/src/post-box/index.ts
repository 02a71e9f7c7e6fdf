/**
 * The box "Redirects" beside a post or page; includes/PostEditor/Box.php prints it, with its texts.
 */
import { PostBox } from './box';
import { whenSaved } from './saved';

const root = document.getElementById( 'detour-post-box' );
if ( root ) {
	const box = new PostBox( root );
	void box.load();
	whenSaved( () => void box.load() );
}
