import { Notice, ProgressBar } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { Text } from '../editor/controls';
import { useNotices } from '../notices';
import { Table } from '../table';
import {
	type Migrated,
	type PermalinkMove,
	readStructures,
	redirectPermalinks,
} from './api';
import { Assistant, type AssistantProps } from './assistant';

/** The notice that PHP prints; see includes/Permalinks/Former.php. */
const NOTICE = 'detour-former-permalinks';

/**
 * Redirects the addresses that posts had under an old permalink structure.
 *
 * @param props
 */
export default function PermalinksAssistant( props: AssistantProps ) {
	const notices = useNotices();
	const [ structure, setStructure ] = useState( '' );
	const [ current, setCurrent ] = useState< string | null >( null );
	const [ former, setFormer ] = useState< string[] >( [] );
	const [ progress, setProgress ] = useState< Progress | null >( null );

	useEffect( () => {
		readStructures().then( ( read ) => {
			setCurrent( read.current );
			setFormer( read.former );
			setStructure( ( typed ) => typed || ( read.former[ 0 ] ?? '' ) );
		}, notices.failed );
		// Read once: the structures don't change while the form is open.
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [] );

	async function migrate( dryRun: boolean ) {
		setProgress( { posts: 0, total: 0 } );
		try {
			const done = await redirectPermalinks(
				structure,
				dryRun,
				setProgress
			);
			if ( ! dryRun ) {
				// What the page offered when it was loaded is done.
				document.getElementById( NOTICE )?.remove();
			}
			return done;
		} finally {
			setProgress( null );
		}
	}

	return (
		<Assistant
			{ ...props }
			title={ __( 'Old permalink structure', 'detour' ) }
			call={ migrate }
			show={ ( migrated ) => <Moves migrated={ migrated } /> }
			done={ sprintf(
				/* translators: %s: permalink structure. */
				__( 'Old addresses like %s redirect now.', 'detour' ),
				structure
			) }
		>
			<p>
				{ __(
					'After the permalinks were changed, the old address of each published post leads to the one that it has now. Addresses at which there is another page now stay, and so do redirects that you have made.',
					'detour'
				) }
			</p>
			{ current === '' && (
				<Notice status="warning" isDismissible={ false }>
					{ __(
						'Posts have no addresses of their own now. Choose a structure other than “Plain” under Settings → Permalinks first.',
						'detour'
					) }
				</Notice>
			) }
			<Text
				code
				required
				label={ __( 'Structure that the site had', 'detour' ) }
				help={
					current
						? sprintf(
								/* translators: %s: permalink structure. */
								__( 'The one that it has is %s.', 'detour' ),
								current
							)
						: undefined
				}
				placeholder="/%year%/%monthnum%/%postname%/"
				list="detour-structures"
				value={ structure }
				onChange={ ( text ) => setStructure( text.trim() ) }
			/>
			<datalist id="detour-structures">
				{ former.map( ( one ) => (
					<option key={ one } value={ one } />
				) ) }
			</datalist>
			{ progress && <Counter { ...progress } /> }
		</Assistant>
	);
}

interface Progress {
	posts: number;
	total: number;
}

function Counter( { posts, total }: Progress ) {
	return (
		<div className="detour-buttons">
			<ProgressBar
				value={
					total
						? ( 100 * Math.min( posts, total ) ) / total
						: undefined
				}
			/>
			<span role="status">
				{ sprintf(
					/* translators: 1: number of posts looked at, 2: number of all posts. */
					__( '%1$d of %2$d posts.', 'detour' ),
					posts,
					total
				) }
			</span>
		</div>
	);
}

function Moves( { migrated }: { migrated: Migrated } ) {
	const { moved, posts, samples, taken } = migrated;
	return (
		<>
			<p>
				{ sprintf(
					/* translators: 1: number of redirects, 2: number of posts. */
					__( 'Redirects: %1$d. Published posts: %2$d.', 'detour' ),
					moved,
					posts
				) }
				{ taken.length > 0 &&
					' ' +
						sprintf(
							/* translators: %s: addresses. */
							__(
								'These stay, because there is another page now: %s',
								'detour'
							),
							taken.join( ', ' )
						) }
			</p>
			{ samples.length > 0 && <Samples samples={ samples } /> }
		</>
	);
}

function Samples( { samples }: { samples: PermalinkMove[] } ) {
	return (
		<Table
			className="detour-outcome"
			caption={ __( 'Some of the redirects', 'detour' ) }
			heads={ [
				__( 'Old address', 'detour' ),
				__( 'Leads to', 'detour' ),
			] }
		>
			{ samples.map( ( [ old, now ] ) => (
				<tr key={ old }>
					<th scope="row">
						<code>{ old }</code>
					</th>
					<td>
						<code>{ now }</code>
					</td>
				</tr>
			) ) }
		</Table>
	);
}
