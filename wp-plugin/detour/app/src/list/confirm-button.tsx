import { Button, Modal } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

interface Props {
	label: string;
	/** What is asked before it is done. */
	question: string;
	disabled: boolean;
	onConfirm: () => void;
}

/**
 * A button for what can't be undone.
 *
 * @param props
 * @param props.label
 * @param props.question
 * @param props.disabled
 * @param props.onConfirm
 */
export function ConfirmButton( {
	label,
	question,
	disabled,
	onConfirm,
}: Props ) {
	const [ asking, setAsking ] = useState( false );
	const close = () => setAsking( false );
	return (
		<>
			<Button
				size="compact"
				variant="tertiary"
				isDestructive
				disabled={ disabled }
				accessibleWhenDisabled
				onClick={ () => setAsking( true ) }
			>
				{ label }
			</Button>
			{ asking && (
				<Modal title={ label } size="small" onRequestClose={ close }>
					<p>{ question }</p>
					<div className="detour-row">
						<Button
							__next40pxDefaultSize
							variant="primary"
							isDestructive
							onClick={ () => {
								close();
								onConfirm();
							} }
						>
							{ __( 'Delete', 'detour' ) }
						</Button>
						<Button
							__next40pxDefaultSize
							variant="tertiary"
							onClick={ close }
						>
							{ __( 'Cancel', 'detour' ) }
						</Button>
					</div>
				</Modal>
			) }
		</>
	);
}
