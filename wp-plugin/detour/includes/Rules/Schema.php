<?php
/**
 * The tables of the plugin.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Capability;
use WP_Error;

/**
 * Makes, upgrades and drops the tables. The agent reads them too: a change here is a change of a shared format.
 */
final class Schema {
	/**
	 * Raised with each change of the tables.
	 */
	public const VERSION = 8;

	/**
	 * Tables that the agent fills, by the end of their names.
	 */
	private const EVENTS = array( 'spool', 'hits', 'rule_hits', 'log', 'not_found', 'not_found_days', 'targets' );

	/**
	 * Option that holds the version of the tables as they are.
	 */
	public const OPTION = 'detour_schema_version';

	/**
	 * Set for some minutes after a failed attempt, so that not every request repeats it.
	 */
	private const FAILURE = 'detour_schema_failure';

	/**
	 * Name of the table of rules of the current site.
	 */
	public static function rules_table(): string {
		global $wpdb;
		return $wpdb->prefix . 'detour_rules';
	}

	/**
	 * Name of the table with the revision of the rules.
	 */
	public static function state_table(): string {
		global $wpdb;
		return $wpdb->prefix . 'detour_state';
	}

	/**
	 * Name of the table of settings.
	 */
	public static function settings_table(): string {
		global $wpdb;
		return $wpdb->prefix . 'detour_settings';
	}

	/**
	 * Name of one of the other tables.
	 *
	 * - `history`: what each change did to each of its rules, and to the settings as rule 0. `batch`: revision that the change
	 *   made. `old_rule` and `new_rule` are whole rules, NULL where there was none; the last columns belong to the old one
	 * - `findings`: what the last audit has found. `severity`: 0 error, 1 warning, 2 hint; `reason`: why nobody wants to hear of it
	 *
	 * - `targets`: where rules lead, by the MD5 of the URL or path, if the agent is to ask whether anything is there. `status` of the
	 *   answer, or 0 and `error`, a word why there was none; `failed_days`: on how many days in a row it has failed; `broken`: 1 if that
	 *   is often enough; `since`: when that began; `due`: when it is asked next. All of these are for the agent to say
	 *
	 * The others hold what happened to requests:
	 *
	 * - `hits`: how often each rule acted in each hour, by the status it sent (0: PHP went on) and the variant of a split (0: none).
	 *   `loops` were not carried out. Rule 0 with code 404 counts requests without a page. `hour`: Unix time of its beginning.
	 * - `rule_hits`: how often each rule acted in all, and when last
	 * - `log`: single requests, newest last; of a storm only a part
	 * - `not_found`: URLs without a page, by their MD5. `ignored`: 0 listed, 1 hidden by hand, 2 hidden by a pattern of the settings
	 * - `not_found_days`: how often each of them was asked for on each day. `day`: Unix time of its beginning in UTC
	 * - `spool`: how far the agents have read which file
	 *
	 * A rule is numbered as everywhere outside of its own table: the id, with its origin in the upper bits.
	 *
	 * @param string $name One of EVENTS, history or findings.
	 */
	public static function table( string $name ): string {
		global $wpdb;
		return $wpdb->prefix . 'detour_' . $name;
	}

	/**
	 * Brings the tables up to date when the code is newer than they are.
	 */
	public function upgrade(): void {
		if ( self::VERSION === (int) get_option( self::OPTION ) || get_transient( self::FAILURE ) ) {
			return;
		}
		$this->install();
	}

	/**
	 * Makes the tables, or changes them to what they should be.
	 *
	 * @return WP_Error|null What went wrong.
	 */
	public function install(): ?WP_Error {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';

		$quiet   = $wpdb->suppress_errors();
		$failure = '';
		foreach ( $this->definitions() as $table => $columns ) {
			// InnoDB by name: a rule and the revision must change together or not at all.
			dbDelta( "CREATE TABLE $table (\n$columns\n) ENGINE=InnoDB {$wpdb->get_charset_collate()};" );
			$failure = $failure ? $failure : $this->ensure_transactional( $table );
			$failure = $failure ? $failure : $this->ensure_complete( $table, $columns );
		}
		if ( ! $failure ) {
			// phpcs:ignore WordPress.DB.PreparedSQL -- Only the table's name is put in.
			$wpdb->query( 'INSERT IGNORE INTO ' . self::state_table() . " (name, value) VALUES ('revision', 0), ('changed_at', 0)" );
			$failure = $wpdb->last_error;
		}
		$wpdb->suppress_errors( $quiet );

		if ( $failure ) {
			set_transient( self::FAILURE, $failure, 5 * MINUTE_IN_SECONDS );
			return new WP_Error( 'detour_schema', $this->failure_message( $failure ), array( 'status' => 500 ) );
		}
		delete_transient( self::FAILURE );
		update_option( self::OPTION, self::VERSION );
		return null;
	}

	/**
	 * Says in the admin area that the tables are missing, and why.
	 */
	public function notice(): void {
		$failure = get_transient( self::FAILURE );
		if ( $failure && current_user_can( Capability::name() ) ) {
			printf( '<div class="notice notice-error"><p>%s</p></div>', esc_html( $this->failure_message( $failure ) ) );
		}
	}

	/**
	 * Adds our tables to those that go when a site of a network is deleted.
	 *
	 * @param string[] $tables  Tables to drop.
	 * @param int      $site_id Site that is deleted.
	 * @return string[]
	 */
	public function drop_with_site( $tables, $site_id ) {
		global $wpdb;
		$prefix   = $wpdb->get_blog_prefix( $site_id );
		$tables[] = $prefix . 'detour_rules';
		$tables[] = $prefix . 'detour_state';
		$tables[] = $prefix . 'detour_settings';
		$tables[] = $prefix . 'detour_history';
		$tables[] = $prefix . 'detour_findings';
		foreach ( self::EVENTS as $name ) {
			$tables[] = $prefix . 'detour_' . $name;
		}
		return $tables;
	}

	/**
	 * Removes everything this class has made for the current site.
	 */
	public function drop(): void {
		global $wpdb;
		foreach ( array_keys( $this->definitions() ) as $table ) {
			// phpcs:ignore WordPress.DB -- A table's name can't be a parameter; dropping is the purpose.
			$wpdb->query( "DROP TABLE IF EXISTS $table" );
		}
		delete_option( self::OPTION );
		delete_transient( self::FAILURE );
	}

	/**
	 * Columns by table, in the spelling that dbDelta() compares.
	 *
	 * `rule` is the whole rule; the columns after it repeat parts of it for lists and search; `note` is NULL until the plugin has saved the rule. The settings of the site are one
	 * row, `site`, with JSON.
	 *
	 * @return array<string, string>
	 */
	private function definitions(): array {
		return array(
			self::rules_table()             => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
position int(10) unsigned NOT NULL DEFAULT 0,
enabled tinyint(1) NOT NULL DEFAULT 1,
rule longtext NOT NULL,
kind varchar(16) NOT NULL DEFAULT \'exact\',
source text NOT NULL,
target text NULL,
code smallint(5) unsigned NULL,
rule_group varchar(191) NOT NULL DEFAULT \'\',
dialect varchar(16) NOT NULL DEFAULT \'native\',
hits_before bigint(20) unsigned NOT NULL DEFAULT 0,
last_hit datetime NULL,
created_at datetime NULL,
updated_at datetime NULL,
updated_by bigint(20) unsigned NOT NULL DEFAULT 0,
note text NULL,
PRIMARY KEY  (id),
KEY order_of_rules (position,id),
KEY source (source(64)),
KEY rule_group (rule_group),
KEY target (target(64))',
			self::state_table()             => 'name varchar(64) NOT NULL,
value bigint(20) unsigned NOT NULL,
PRIMARY KEY  (name)',
			self::settings_table()          => 'name varchar(64) NOT NULL,
value longtext NOT NULL,
PRIMARY KEY  (name)',
			self::table( 'history' )        => 'batch bigint(20) unsigned NOT NULL,
rule bigint(20) unsigned NOT NULL,
time int(10) unsigned NOT NULL,
user_id bigint(20) unsigned NOT NULL DEFAULT 0,
action varchar(16) NOT NULL,
old_rule longtext NULL,
new_rule longtext NULL,
created_at datetime NULL,
hits_before bigint(20) unsigned NOT NULL DEFAULT 0,
last_hit datetime NULL,
PRIMARY KEY  (batch,rule),
KEY rule (rule,batch),
KEY time (time),
KEY user_id (user_id,batch),
KEY action (action,batch)',
			self::table( 'spool' )          => 'file char(32) NOT NULL,
position bigint(20) unsigned NOT NULL,
updated_at int(10) unsigned NOT NULL,
PRIMARY KEY  (file)',
			self::table( 'hits' )           => 'rule bigint(20) unsigned NOT NULL,
hour int(10) unsigned NOT NULL,
code smallint(5) unsigned NOT NULL,
variant smallint(5) unsigned NOT NULL,
hits bigint(20) unsigned NOT NULL DEFAULT 0,
loops bigint(20) unsigned NOT NULL DEFAULT 0,
PRIMARY KEY  (rule,hour,code,variant),
KEY sums_of_hours (hour,code,hits)',
			self::table( 'rule_hits' )      => 'rule bigint(20) unsigned NOT NULL,
hits bigint(20) unsigned NOT NULL DEFAULT 0,
last_hit int(10) unsigned NOT NULL,
PRIMARY KEY  (rule)',
			self::table( 'log' )            => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
kind varchar(16) NOT NULL,
time int(10) unsigned NOT NULL,
rule bigint(20) unsigned NOT NULL,
code smallint(5) unsigned NOT NULL,
variant smallint(5) unsigned NOT NULL,
method varchar(16) NOT NULL,
host varchar(255) NOT NULL,
url text NOT NULL,
target text NOT NULL,
referrer text NOT NULL,
user_agent text NOT NULL,
ip varchar(45) NOT NULL,
PRIMARY KEY  (id),
KEY time (time),
KEY rule_time (rule,time),
KEY code_time (code,time)',
			self::table( 'not_found' )      => 'hash char(32) NOT NULL,
url text NOT NULL,
hits bigint(20) unsigned NOT NULL DEFAULT 0,
first_seen int(10) unsigned NOT NULL,
last_seen int(10) unsigned NOT NULL,
referrer text NOT NULL,
ignored tinyint(1) unsigned NOT NULL DEFAULT 0,
PRIMARY KEY  (hash),
KEY last_seen (last_seen),
KEY shown_hits (ignored,hits),
KEY shown_last (ignored,last_seen),
KEY shown_first (ignored,first_seen)',
			self::table( 'not_found_days' ) => 'hash char(32) NOT NULL,
day int(10) unsigned NOT NULL,
hits bigint(20) unsigned NOT NULL DEFAULT 0,
PRIMARY KEY  (hash,day),
KEY day (day)',
			self::table( 'targets' )        => 'hash char(32) NOT NULL,
target text NOT NULL,
status smallint(5) unsigned NOT NULL DEFAULT 0,
error varchar(32) NOT NULL DEFAULT \'\',
redirects tinyint(3) unsigned NOT NULL DEFAULT 0,
failed_days smallint(5) unsigned NOT NULL DEFAULT 0,
broken tinyint(1) NOT NULL DEFAULT 0,
since int(10) unsigned NOT NULL DEFAULT 0,
checked_at int(10) unsigned NOT NULL DEFAULT 0,
due int(10) unsigned NOT NULL DEFAULT 0,
PRIMARY KEY  (hash),
KEY due (due),
KEY broken (broken,since)',
			self::table( 'findings' )       => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
fingerprint char(32) NOT NULL,
code varchar(32) NOT NULL,
severity tinyint(1) NOT NULL,
rule bigint(20) unsigned NOT NULL,
finding longtext NOT NULL,
first_seen int(10) unsigned NOT NULL,
last_seen int(10) unsigned NOT NULL,
reason text NULL,
ignored_by bigint(20) unsigned NOT NULL DEFAULT 0,
PRIMARY KEY  (id),
UNIQUE KEY fingerprint (fingerprint),
KEY order_of_findings (severity,code,rule)',
		);
	}

	/**
	 * Checks that a table is there and can take part in a transaction.
	 *
	 * dbDelta() neither reports errors nor changes the engine of a table that an old server made as MyISAM.
	 *
	 * @param string $table Name of the table.
	 * @return string What is wrong, or ''.
	 */
	private function ensure_transactional( string $table ): string {
		global $wpdb;
		$error  = $wpdb->last_error;
		$engine = $wpdb->get_var(
			$wpdb->prepare( 'SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s', $table )
		);
		if ( null === $engine ) {
			/* translators: %s: name of a database table. */
			return $error ? $error : sprintf( __( 'the table %s was not created', 'detour' ), $table );
		}
		if ( 'innodb' !== strtolower( $engine ) ) {
			// phpcs:ignore WordPress.DB -- A table's name can't be a parameter.
			$wpdb->query( "ALTER TABLE $table ENGINE=InnoDB" );
			return $wpdb->last_error;
		}
		return '';
	}

	/**
	 * Checks that a table has got everything: a change that the database has refused must be tried again.
	 *
	 * @param string $table   Name of the table.
	 * @param string $columns Its columns and keys, as definitions() has them.
	 * @return string What is wrong, or ''.
	 */
	private function ensure_complete( string $table, string $columns ): string {
		global $wpdb;
		preg_match_all( '/^(?:(?:UNIQUE )?KEY )?(?!PRIMARY KEY)(\w+)/m', $columns, $names );
		// phpcs:disable WordPress.DB -- A table's name can't be a parameter.
		$there = array_merge( $wpdb->get_col( "SHOW COLUMNS FROM $table" ), $wpdb->get_col( "SHOW INDEX FROM $table", 2 ) );
		// phpcs:enable
		$missing = array_diff( $names[1], $there );
		/* translators: 1: name of a database table, 2: names of columns or keys. */
		return $missing ? sprintf( __( 'the table %1$s did not get %2$s', 'detour' ), $table, implode( ', ', $missing ) ) : '';
	}

	/**
	 * The failure in words, with the way out.
	 *
	 * @param string $failure Error of the database.
	 */
	private function failure_message( string $failure ): string {
		/* translators: %s: error message of the database. */
		return sprintf( __( 'Detour could not create its database tables: %s. Give the database user the rights CREATE, ALTER and INDEX, then deactivate and activate the plugin.', 'detour' ), rtrim( $failure, '.' ) );
	}
}
