import { Button, Notice } from '@wordpress/components';
import { dateI18n, getSettings } from '@wordpress/date';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { FindingsPage, Run, Severity, Targets } from './api';
import { SEVERITIES } from './words';

interface Props {
	/** Nothing before the first answer. */
	page: FindingsPage | null;
	busy: boolean;
	onRun: () => void;
}

/**
 * When the rules were last looked at, how many findings there are, and a button to look again.
 *
 * @param props
 * @param props.page
 * @param props.busy
 * @param props.onRun
 */
export function Summary( { page, busy, onRun }: Props ) {
	const run = page?.run;
	return (
		<>
			<div className="detour-summary">
				<ul>
					{ ( Object.keys( SEVERITIES ) as Severity[] ).map(
						( severity ) => (
							<li key={ severity }>
								<span
									className={ `detour-severity is-${ severity }` }
								>
									{ SEVERITIES[ severity ] }
								</span>{ ' ' }
								{ page?.counts[ severity ] ?? 0 }
							</li>
						)
					) }
				</ul>
				<p>{ run ? lastRun( run ) : '' }</p>
				{ page?.targets && <p>{ asked( page.targets ) }</p> }
				<Button
					variant="secondary"
					__next40pxDefaultSize
					isBusy={ busy }
					disabled={ busy }
					accessibleWhenDisabled
					onClick={ onRun }
				>
					{ __( 'Run audit now', 'detour' ) }
				</Button>
			</div>
			{ run && run.not_listed + run.not_followed > 0 && (
				<Notice status="warning" isDismissible={ false }>
					{ incomplete( run ) }
				</Notice>
			) }
		</>
	);
}

function lastRun( { time, rules }: Run ): string {
	const { formats } = getSettings();
	return sprintf(
		/* translators: 1: number of redirects, 2: date and time. */
		_n(
			'%1$d redirect, looked at %2$s',
			'%1$d redirects, looked at %2$s',
			rules,
			'detour'
		),
		rules,
		dateI18n( formats.datetime, new Date( time * 1000 ) )
	);
}

function asked( targets: Targets ): string {
	const { total, broken, left } = targets;
	const sums = sprintf(
		/* translators: 1: number of targets that were checked, 2: number of all targets, 3: number of broken targets. */
		__( '%1$d of %2$d targets checked, %3$d broken.', 'detour' ),
		targets.asked,
		total,
		broken
	);
	const unknown = sprintf(
		/* translators: %d: number of targets. */
		_n(
			'%d could not be asked: it has no public address.',
			'%d could not be asked: they have no public address.',
			left,
			'detour'
		),
		left
	);
	return left ? `${ sums } ${ unknown }` : sums;
}

function incomplete( run: Run ): string {
	const listed = sprintf(
		/* translators: %d: number of findings. */
		__( '%d more findings are not listed.', 'detour' ),
		run.not_listed
	);
	const followed = sprintf(
		/* translators: %d: number of redirects. */
		__(
			'%d redirects were not followed, because too many patterns have to be tried for every request.',
			'detour'
		),
		run.not_followed
	);
	return [
		run.not_listed > 0 ? listed : '',
		run.not_followed > 0 ? followed : '',
		__( 'Repair some, and run the audit again.', 'detour' ),
	]
		.filter( Boolean )
		.join( ' ' );
}
