import { Button, Modal, Spinner } from '@wordpress/components';
import { lazy, Suspense, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

const HistoryList = lazy(
	() => import( /* webpackChunkName: "history" */ './list' )
);

interface Props {
	/** Number of the rule. */
	rule: number;
	/** Called when something was taken back. */
	onChanged: () => void;
}

/**
 * Opens the history of one rule.
 *
 * @param props
 * @param props.rule
 * @param props.onChanged
 */
export function HistoryButton( { rule, onChanged }: Props ) {
	const [ isOpen, setOpen ] = useState( false );
	/* translators: %d: number of a redirect. */
	const title = __( 'History of redirect %d', 'detour' );
	return (
		<>
			<Button
				__next40pxDefaultSize
				variant="tertiary"
				onClick={ () => setOpen( true ) }
			>
				{ __( 'History', 'detour' ) }
			</Button>
			{ isOpen && (
				<Modal
					size="large"
					title={ sprintf( title, rule ) }
					onRequestClose={ () => setOpen( false ) }
				>
					<Suspense fallback={ <Spinner /> }>
						<HistoryList
							rule={ rule }
							changes={ 0 }
							onChanged={ onChanged }
						/>
					</Suspense>
				</Modal>
			) }
		</>
	);
}
