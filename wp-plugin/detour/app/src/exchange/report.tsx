import { Button, Notice, RadioControl, Spinner } from '@wordpress/components';
import { useEffect, useRef } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { actionCode, describeAction } from '../rule/describe';
import { Comparison } from './comparison';
import { FirstRows } from './first-rows';
import { Progress } from './progress';
import { Remarks } from './remarks';
import type { ImportRequest, ReadRule, Report } from './types';

interface Props {
	request: ImportRequest;
	report: Report;
	/** What is under way: reading again after a choice, or importing. */
	busy: 'reading' | 'importing' | null;
	onChange: ( request: ImportRequest ) => void;
	onImport: () => void;
	/** Called to leave it, or to call off the import under way. */
	onCancel: () => void;
}

/**
 * What an import would do, before it does it.
 *
 * @param props
 * @param props.request
 * @param props.report
 * @param props.busy
 * @param props.onChange
 * @param props.onImport
 * @param props.onCancel
 */
export function ImportReport( {
	request,
	report,
	busy,
	onChange,
	onImport,
	onCancel,
}: Props ) {
	const { counts } = report;
	const heading = useRef< HTMLHeadingElement >( null );
	// It has come in the place of the button that asked for it.
	useEffect( () => heading.current?.focus(), [] );
	const ofPlugin = counts.differs > 0 || request.manner === 'intended';
	return (
		<div className="detour-report" aria-busy={ busy !== null }>
			<h3 ref={ heading } tabIndex={ -1 }>
				{ summary( report ) }
			</h3>
			{ ofPlugin && (
				<RadioControl
					label={ __( 'The imported redirects answer', 'detour' ) }
					selected={ request.manner }
					options={ [
						{
							value: 'behaved',
							label: __(
								'as they behaved: no URL changes, oddities of the other plugin included',
								'detour'
							),
						},
						{
							value: 'intended',
							label: __(
								'as they were intended: by Detour’s own, plainer rules',
								'detour'
							),
						},
					] }
					onChange={ ( manner ) =>
						onChange( {
							...request,
							manner: manner as ImportRequest[ 'manner' ],
							except: [],
						} )
					}
				/>
			) }
			<Remarks
				title={ __( 'Left out', 'detour' ) }
				remarks={ report.skipped }
				count={ counts.skipped }
			>
				{ __(
					'These can’t be carried over; everything else can.',
					'detour'
				) }
			</Remarks>
			<Remarks
				title={ __( 'Answers otherwise than before', 'detour' ) }
				remarks={ report.differs }
				count={ counts.differs }
				choice={ {
					label:
						request.manner === 'behaved'
							? __( 'Import this one as intended', 'detour' )
							: __( 'Import this one as it behaved', 'detour' ),
					rows: request.except,
					onChange: ( except ) => onChange( { ...request, except } ),
				} }
			>
				{ __( 'Some requests will get another answer.', 'detour' ) }
			</Remarks>
			<Remarks
				title={ __( 'Never acted', 'detour' ) }
				remarks={ report.dead }
				count={ counts.dead }
			>
				{ __(
					'These had no effect where they come from. They are kept.',
					'detour'
				) }
			</Remarks>
			<Remarks
				title={ __( 'Worth a look', 'detour' ) }
				remarks={ report.warnings }
				count={ counts.warnings }
			>
				{ __( 'These work, but may surprise.', 'detour' ) }
			</Remarks>
			<Rules rules={ report.rules } count={ counts.rules } />
			{ counts.new > 0 && <Comparison request={ request } /> }
			<div className="detour-buttons">
				<Button
					__next40pxDefaultSize
					variant="primary"
					disabled={ busy !== null || counts.new === 0 }
					accessibleWhenDisabled
					onClick={ onImport }
				>
					{ sprintf(
						/* translators: %d: number of redirects. */
						_n(
							'Import %d redirect',
							'Import %d redirects',
							counts.new,
							'detour'
						),
						counts.new
					) }
				</Button>
				<Button
					__next40pxDefaultSize
					variant="tertiary"
					onClick={ onCancel }
				>
					{ busy === 'importing'
						? __( 'Cancel import', 'detour' )
						: __( 'Cancel', 'detour' ) }
				</Button>
				{ busy === 'reading' && <Spinner /> }
			</div>
			{ busy === 'importing' && <Progress of={ counts.new } /> }
		</div>
	);
}

function summary( { counts }: Report ): string {
	const parts: string[] = [
		sprintf(
			/* translators: %d: number of redirects. */
			_n( '%d new redirect', '%d new redirects', counts.new, 'detour' ),
			counts.new
		),
	];
	if ( counts.present > 0 ) {
		/* translators: %d: number of redirects. */
		const text = __( '%d already here', 'detour' );
		parts.push( sprintf( text, counts.present ) );
	}
	if ( counts.behind > 0 ) {
		/* translators: %d: number of redirects. */
		const text = __( '%d behind one of the same source', 'detour' );
		parts.push( sprintf( text, counts.behind ) );
	}
	if ( counts.skipped > 0 ) {
		/* translators: %d: number of redirects. */
		const text = __( '%d left out', 'detour' );
		parts.push( sprintf( text, counts.skipped ) );
	}
	return parts.join( ', ' );
}

function Rules( { rules, count }: { rules: ReadRule[]; count: number } ) {
	if ( rules.length === 0 ) {
		return (
			<Notice status="warning" isDismissible={ false }>
				{ __( 'Nothing in it can be imported.', 'detour' ) }
			</Notice>
		);
	}
	return (
		<FirstRows
			label={ __( 'Redirects that were read', 'detour' ) }
			heads={ [
				__( 'Place', 'detour' ),
				__( 'Source', 'detour' ),
				__( 'Target', 'detour' ),
				__( 'Code', 'detour' ),
				__( 'Change', 'detour' ),
			] }
			rows={ rules.map( ( read, index ) => (
				<tr key={ index }>
					<td>{ read.place }</td>
					<td>
						<code>{ read.rule.source.value }</code>
					</td>
					<td>
						<code>{ describeAction( read.rule.then ) }</code>
					</td>
					<td>{ actionCode( read.rule.then ) ?? '–' }</td>
					<td>{ changeOf( read ) }</td>
				</tr>
			) ) }
			count={ count }
		/>
	);
}

function changeOf( { change, behind }: ReadRule ): string {
	switch ( change ) {
		case 'present':
			/* translators: %d: number of a redirect. */
			return sprintf( __( 'Already here: %d', 'detour' ), behind ?? 0 );
		case 'behind':
			return sprintf(
				/* translators: %d: number of a redirect. */
				__( 'New, behind %d of the same source', 'detour' ),
				behind ?? 0
			);
		default:
			return __( 'New', 'detour' );
	}
}
