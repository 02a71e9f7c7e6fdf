<?php
/**
 * The commands of WP-CLI.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Audit\Auditor;
use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Campaigns\Campaigns;
use Detour\WordPress\Exchange\Comparison;
use Detour\WordPress\Exchange\Extension;
use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\History\Log;
use Detour\WordPress\History\Undo;
use Detour\WordPress\Maintenance\Maintenance;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Status\Status;
use WP_CLI as Wp;

/**
 * Registers `wp detour …`. The class of a command says what it does, in the form that WP-CLI prints as its help.
 */
final class Commands {
	/**
	 * Takes what the commands work with.
	 *
	 * @param Repository  $repository  Where rules are kept.
	 * @param RuleStore   $store       Many of them at once.
	 * @param Log         $log         What was changed.
	 * @param Status      $status      Whether the saved rules are served.
	 * @param Maintenance $maintenance The whole site answered by one rule.
	 * @param Auditor     $auditor     What is wrong with the rules.
	 * @param Campaigns   $campaigns   Redirects that come and go together.
	 */
	public function __construct(
		private Repository $repository,
		private RuleStore $store,
		private Log $log,
		private Status $status,
		private Maintenance $maintenance,
		private Auditor $auditor,
		private Campaigns $campaigns
	) {}

	/**
	 * Tells WP-CLI.
	 */
	public function add(): void {
		foreach ( $this->all( new WpCli() ) as $name => $command ) {
			Wp::add_command( "detour $name", $command );
		}
	}

	/**
	 * The commands by name.
	 *
	 * @param Output $output Where they write to.
	 * @return array<string, callable>
	 */
	public function all( Output $output ): array {
		$rules    = new RulesCommand( $output, $this->repository, new Validation() );
		$exchange = new ExchangeCommand( $output, $this->store, new Extension() );
		$verify   = new VerifyCommand( $output, $this->store, new Extension(), new Comparison( $this->repository, new Extension() ) );
		$server   = new ServerCommand( $output, $this->repository, $this->store, $this->status );
		$history  = new HistoryCommand( $output, $this->log, new Undo( $this->log, $this->repository, $this->store ) );
		$maintain = new MaintenanceCommand( $output, $this->maintenance );
		$audit    = new AuditCommand( $output, $this->auditor, new Findings() );
		$campaign = new CampaignCommand( $output, $this->campaigns );
		return array(
			'list'               => array( $rules, 'list' ),
			'get'                => array( $rules, 'get' ),
			'create'             => array( $rules, 'create' ),
			'update'             => array( $rules, 'update' ),
			'delete'             => array( $rules, 'delete' ),
			'import'             => array( $exchange, 'import' ),
			'export'             => array( $exchange, 'export' ),
			'verify'             => array( $verify, 'verify' ),
			'test'               => array( $server, 'test' ),
			'status'             => array( $server, 'status' ),
			'history list'       => array( $history, 'list' ),
			'history undo'       => array( $history, 'undo' ),
			'audit'              => array( $audit, 'audit' ),
			'campaign list'      => array( $campaign, 'list' ),
			'campaign set'       => array( $campaign, 'set' ),
			'campaign end'       => array( $campaign, 'end' ),
			'maintenance on'     => array( $maintain, 'on' ),
			'maintenance off'    => array( $maintain, 'off' ),
			'maintenance status' => array( $maintain, 'status' ),
		);
	}
}
