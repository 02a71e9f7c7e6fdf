<?php
/**
 * What the parts of the plugin share.
 *
 * @package Detour
 */

namespace Detour\WordPress;

use Detour\WordPress\Audit\Auditor;
use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Audit\LiveRules;
use Detour\WordPress\Audit\Settings as AuditSettings;
use Detour\WordPress\Audit\Targets;
use Detour\WordPress\Campaigns\Campaigns;
use Detour\WordPress\Campaigns\Schedules;
use Detour\WordPress\Exchange\Extension;
use Detour\WordPress\Exchange\Reader;
use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\History\Log as HistoryLog;
use Detour\WordPress\Links\Index;
use Detour\WordPress\Links\Rules as LinkRules;
use Detour\WordPress\Maintenance\Maintenance;
use Detour\WordPress\NotFound\Repository as MissingUrls;
use Detour\WordPress\Origins\Keeper;
use Detour\WordPress\Origins\RankMath;
use Detour\WordPress\Origins\Redirection;
use Detour\WordPress\Origins\Report as OriginsReport;
use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Runtime\Agent;
use Detour\WordPress\Runtime\AgentAnswers;
use Detour\WordPress\Runtime\Answers;
use Detour\WordPress\Runtime\ExtensionAnswers;
use Detour\WordPress\Slugs\Children;
use Detour\WordPress\Slugs\Moves;
use Detour\WordPress\Slugs\Watcher as SlugWatcher;
use Detour\WordPress\Status\Status;

/**
 * Each is made when it is first asked for, so that a visitor's page loads hardly any of them.
 */
final class Services {
	/**
	 * What was made, by the name of its method.
	 *
	 * @var array<string, mixed>
	 */
	private array $made = array();

	/**
	 * The rules in the database.
	 */
	public function rules(): Repository {
		return $this->made[ __FUNCTION__ ] ??= new Repository();
	}

	/**
	 * Rules as imports and exports have them.
	 */
	public function store(): RuleStore {
		return $this->made[ __FUNCTION__ ] ??= new RuleStore( $this->rules() );
	}

	/**
	 * What changed, and who changed it.
	 */
	public function history(): HistoryLog {
		return $this->made[ __FUNCTION__ ] ??= new HistoryLog();
	}

	/**
	 * Who decides for this request: the extension, or without it the agent.
	 */
	public function answers(): Answers {
		return $this->made[ __FUNCTION__ ] ??= function_exists( 'Detour\pending' ) ? new ExtensionAnswers() : new AgentAnswers( new Agent(), Agent::variables() );
	}

	/**
	 * The plugins whose rules can be served live, in the order of their rules.
	 *
	 * @return Keeper[]
	 */
	public function keepers(): array {
		return $this->made[ __FUNCTION__ ] ??= array( new Redirection(), new RankMath() );
	}

	/**
	 * What these plugins have.
	 */
	public function origins(): OriginsReport {
		return $this->made[ __FUNCTION__ ] ??= new OriginsReport( $this->keepers(), $this->rules() );
	}

	/**
	 * Whether everything works.
	 */
	public function status(): Status {
		return $this->made[ __FUNCTION__ ] ??= new Status( $this->rules() );
	}

	/**
	 * The audit's findings.
	 */
	public function findings(): Findings {
		return $this->made[ __FUNCTION__ ] ??= new Findings();
	}

	/**
	 * What is known of the rules' targets.
	 */
	public function targets(): Targets {
		return $this->made[ __FUNCTION__ ] ??= new Targets( $this->rules() );
	}

	/**
	 * The audit.
	 */
	public function auditor(): Auditor {
		return $this->made[ __FUNCTION__ ] ??= new Auditor(
			$this->rules(),
			$this->findings(),
			new AuditSettings(),
			new LiveRules( $this->keepers(), array( new Extension(), 'read_system' ) ),
			$this->targets()
		);
	}

	/**
	 * Foreign rules and files.
	 */
	public function reader(): Reader {
		return $this->made[ __FUNCTION__ ] ??= new Reader( new Extension() );
	}

	/**
	 * URLs that were asked for in vain.
	 */
	public function missing_urls(): MissingUrls {
		return $this->made[ __FUNCTION__ ] ??= new MissingUrls();
	}

	/**
	 * Maintenance.
	 */
	public function maintenance(): Maintenance {
		return $this->made[ __FUNCTION__ ] ??= new Maintenance( $this->rules(), new Validation() );
	}

	/**
	 * Campaigns.
	 */
	public function campaigns(): Campaigns {
		return $this->made[ __FUNCTION__ ] ??= new Campaigns( $this->rules(), new Validation(), new Schedules() );
	}

	/**
	 * What pages say of each other.
	 */
	public function links(): Index {
		return $this->made[ __FUNCTION__ ] ??= new Index( $this->rules(), new LinkRules(), $this->history() );
	}

	/**
	 * Redirects from old addresses to new ones.
	 */
	public function moves(): Moves {
		return $this->made[ __FUNCTION__ ] ??= new Moves( $this->rules(), new Addresses() );
	}

	/**
	 * What lies below a page that has moved.
	 */
	public function children(): Children {
		return $this->made[ __FUNCTION__ ] ??= new Children( $this->moves() );
	}

	/**
	 * Who sees that an address changes. It remembers what was there before.
	 */
	public function slugs(): SlugWatcher {
		return $this->made[ __FUNCTION__ ] ??= new SlugWatcher( $this->moves(), $this->children() );
	}
}
