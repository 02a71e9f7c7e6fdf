<?php
/**
 * All routes.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rest;

use Detour\WordPress\Audit\Repairs;
use Detour\WordPress\Audit\RestController as Audit;
use Detour\WordPress\Audit\Settings as AuditSettings;
use Detour\WordPress\Campaigns\Outcome;
use Detour\WordPress\Campaigns\RestController as Campaigns;
use Detour\WordPress\Campaigns\Schedules;
use Detour\WordPress\DomainMove\Mover;
use Detour\WordPress\DomainMove\RestController as DomainMove;
use Detour\WordPress\Exchange\Comparison;
use Detour\WordPress\Exchange\ExportRestController as Export;
use Detour\WordPress\Exchange\Extension;
use Detour\WordPress\Exchange\ImportRestController as Import;
use Detour\WordPress\Exchange\Running;
use Detour\WordPress\Exchange\VerifyRestController as Verify;
use Detour\WordPress\History\RestController as History;
use Detour\WordPress\History\Undo;
use Detour\WordPress\Insights\Repository as Figures;
use Detour\WordPress\Insights\RestController as Insights;
use Detour\WordPress\Languages\RestController as Languages;
use Detour\WordPress\Languages\Switcher;
use Detour\WordPress\Log\Repository as Requests;
use Detour\WordPress\Log\RestController as Log;
use Detour\WordPress\Maintenance\RestController as Maintenance;
use Detour\WordPress\NotFound\Redirects;
use Detour\WordPress\NotFound\RestController as NotFound;
use Detour\WordPress\NotFound\Suggestions;
use Detour\WordPress\Origins\RestController as Origins;
use Detour\WordPress\Permalinks\Migration;
use Detour\WordPress\Permalinks\RestController as Permalinks;
use Detour\WordPress\PostEditor\Redirects as PostRedirects;
use Detour\WordPress\PostEditor\RestController as Posts;
use Detour\WordPress\Preview\RestController as Preview;
use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Rules\ListViews;
use Detour\WordPress\Rules\LiveList;
use Detour\WordPress\Rules\OrderRestController as Order;
use Detour\WordPress\Rules\RestController as Rules;
use Detour\WordPress\Rules\SavedViews;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Services;
use Detour\WordPress\Settings\OptionsRestController as Options;
use Detour\WordPress\Settings\RestController as Settings;
use Detour\WordPress\Status\RestController as Status;
use Detour\WordPress\Trial\RestController as Trial;

/**
 * Puts the controllers together.
 */
final class Routes {
	/**
	 * Takes what they work with.
	 *
	 * @param Services $services What the parts of the plugin share.
	 */
	public function __construct( private Services $services ) {}

	/**
	 * Tells WordPress of them. For the action `rest_api_init`.
	 */
	public function register(): void {
		CheckedArguments::register();
		( new SavedViews() )->register();
		( new ListViews() )->register();
		foreach ( $this->controllers() as $controller ) {
			$controller->register_routes();
		}
	}

	/**
	 * One for each part of the screens.
	 *
	 * @return Controller[]
	 */
	private function controllers(): array {
		$rules     = $this->services->rules();
		$store     = $this->services->store();
		$history   = $this->services->history();
		$missing   = $this->services->missing_urls();
		$origins   = $this->services->origins();
		$findings  = $this->services->findings();
		$extension = new Extension();
		$valid     = new Validation();
		return array(
			new Rules( $rules, $valid, new LiveList( $origins, array( $extension, 'read_system' ), array( $extension, 'systems' ) ) ),
			new Order( $rules ),
			new Settings( $rules, $valid ),
			new Options(),
			new History( $history, new Undo( $history, $rules, $store ) ),
			new Trial( $rules, $valid ),
			new Origins( $this->services->keepers(), $origins, $rules, $valid ),
			new Status( $this->services->status() ),
			new NotFound( $missing, new Suggestions(), new Redirects( $missing, $rules, $valid ) ),
			new Log( new Requests() ),
			new Insights( new Figures() ),
			new Import( $store, $extension, $this->services->reader(), new Running() ),
			new Verify( $store, $this->services->reader(), new Comparison( $rules, $extension ) ),
			new Export( $store, $extension ),
			new Maintenance( $this->services->maintenance() ),
			new Preview(),
			new Posts( new PostRedirects( new Addresses() ) ),
			new Campaigns( $this->services->campaigns(), new Outcome( $rules, new Schedules() ) ),
			new DomainMove( new Mover( $rules, $valid ) ),
			new Permalinks( new Migration( $this->services->moves() ) ),
			new Languages( new Switcher( $rules, $valid ) ),
			new Audit( $this->services->auditor(), $findings, new Repairs( $rules, $valid, $findings ), new AuditSettings(), $rules, $valid, $this->services->targets() ),
		);
	}
}
