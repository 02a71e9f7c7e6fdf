<?php
/**
 * Rules on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Validation;

/**
 * `wp detour list|get|create|update|delete`
 */
final class RulesCommand {
	private const COLUMNS = array( 'id', 'enabled', 'position', 'kind', 'source', 'target', 'code', 'group' );

	/**
	 * Takes what the commands work with.
	 *
	 * @param Output     $output     Where they write to.
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what a rule may be.
	 */
	public function __construct( private Output $output, private Repository $repository, private Validation $validation ) {}

	/**
	 * Lists redirects in the order in which they are tried.
	 *
	 * ## OPTIONS
	 *
	 * [--search=<text>]
	 * : Only those with this in their source or target.
	 *
	 * [--group=<group>]
	 * : Only those of this group.
	 *
	 * [--code=<codes>]
	 * : Only those that answer with one of these codes, with commas between.
	 *
	 * [--enabled=<bool>]
	 * : Only enabled (true) or disabled (false) ones.
	 *
	 * [--page=<number>]
	 * : Page of 200; all of them if it is left out.
	 *
	 * [--fields=<fields>]
	 * : Columns, with commas between: id, enabled, position, kind, source, target, code, group.
	 *
	 * [--format=<format>]
	 * : How to print them.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - ids
	 *   - count
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp detour list --code=302,307 --format=csv
	 *     wp detour delete $(wp detour list --group=Campaign --format=ids)
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function list( array $args, array $options ): void {
		$rows = array();
		$page = (int) ( $options['page'] ?? 1 );
		do {
			$list = $this->repository->list(
				new ListQuery(
					page: $page++,
					per_page: ListQuery::MAX_PER_PAGE,
					search: $options['search'] ?? '',
					enabled: isset( $options['enabled'] ) ? rest_sanitize_boolean( $options['enabled'] ) : null,
					codes: array_map( 'intval', array_filter( explode( ',', $options['code'] ?? '' ) ) ),
					group: $options['group'] ?? null
				)
			);
			if ( is_wp_error( $list ) ) {
				$this->output->fail( $list->get_error_message() );
			}
			array_push( $rows, ...array_map( array( self::class, 'row' ), $list['rules'] ) );
		} while ( $list['rules'] && ! isset( $options['page'] ) );

		$columns = isset( $options['fields'] ) ? array_map( 'trim', explode( ',', $options['fields'] ) ) : self::COLUMNS;
		$unknown = array_diff( $columns, self::COLUMNS );
		if ( $unknown ) {
			/* translators: 1: names, 2: names. */
			$this->output->fail( sprintf( __( 'There is no column %1$s. Columns are: %2$s.', 'detour' ), implode( ', ', $unknown ), implode( ', ', self::COLUMNS ) ) );
		}
		$this->output->items( $options['format'] ?? 'table', $rows, $columns );
	}

	/**
	 * Shows a redirect as JSON.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the redirect.
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: json
	 * options:
	 *   - json
	 *   - table
	 *   - csv
	 *   - yaml
	 * ---
	 *
	 * @param string[]              $args    Number.
	 * @param array<string, string> $options Options.
	 */
	public function get( array $args, array $options ): void {
		$rule   = $this->repository->find( (int) $args[0] );
		$format = $options['format'] ?? 'json';
		if ( ! $rule ) {
			$this->output->fail( Repository::not_found( array( (int) $args[0] ) )->get_error_message() );
		}
		if ( 'json' === $format ) {
			$this->output->text( self::json( $rule ) );
		} else {
			$this->output->items( $format, array( self::row( $rule ) ), self::COLUMNS );
		}
	}

	/**
	 * Adds a redirect.
	 *
	 * ## OPTIONS
	 *
	 * [<rule>]
	 * : The rule as JSON; - reads it from standard input.
	 *
	 * [--source=<path>]
	 * : Path to redirect.
	 *
	 * [--kind=<kind>]
	 * : exact, prefix, wildcard or regex.
	 *
	 * [--target=<url>]
	 * : Where it leads.
	 *
	 * [--code=<code>]
	 * : Code of the redirect, or of the answer if there is no target. 307 if it is left out.
	 *
	 * [--group=<group>]
	 * : Group.
	 *
	 * [--note=<text>]
	 * : Note for people.
	 *
	 * [--position=<number>]
	 * : Position in the order; behind all others if it is left out.
	 *
	 * [--enabled=<bool>]
	 * : Whether it is served.
	 *
	 * [--porcelain]
	 * : Print only the number of the redirect.
	 *
	 * ## EXAMPLES
	 *
	 *     wp detour create --source=/old --target=/new --code=301
	 *     wp detour create --source=/withdrawn --code=410
	 *     echo '{"source":{"value":"/a"},"then":{"ignore":{}}}' | wp detour create -
	 *
	 * @param string[]              $args    The rule.
	 * @param array<string, string> $options Options.
	 */
	public function create( array $args, array $options ): void {
		$rule = $this->changed( $this->given( $args[0] ?? '' ), $options );
		unset( $rule['id'] );
		$rule   += array( 'position' => Order::behind() );
		$checked = $this->validation->check( $rule, $this->repository->settings() );
		$saved   = is_wp_error( $checked ) ? $checked : $this->repository->create( $checked['rule'] );
		if ( is_wp_error( $saved ) ) {
			$this->output->fail( $saved->get_error_message() );
		}
		if ( isset( $options['porcelain'] ) ) {
			$this->output->text( (string) $saved['id'] );
			return;
		}
		$this->warn( $checked['warnings'] );
		/* translators: 1: number of a redirect, 2: number of a revision. */
		$this->output->done( sprintf( __( 'Added redirect %1$d (revision %2$d).', 'detour' ), $saved['id'], $saved['revision'] ) );
	}

	/**
	 * Changes a redirect: only what is given.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : Number of the redirect.
	 *
	 * [<rule>]
	 * : Parts of the rule as JSON; - reads them from standard input.
	 *
	 * [--source=<path>]
	 * : Path to redirect.
	 *
	 * [--kind=<kind>]
	 * : exact, prefix, wildcard or regex.
	 *
	 * [--target=<url>]
	 * : Where it leads.
	 *
	 * [--code=<code>]
	 * : Code.
	 *
	 * [--group=<group>]
	 * : Group.
	 *
	 * [--note=<text>]
	 * : Note for people.
	 *
	 * [--position=<number>]
	 * : Position in the order.
	 *
	 * [--enabled=<bool>]
	 * : Whether it is served.
	 *
	 * ## EXAMPLES
	 *
	 *     wp detour update 12 --code=308
	 *     wp detour update 12 --enabled=false
	 *
	 * @param string[]              $args    Number, and parts of the rule.
	 * @param array<string, string> $options Options.
	 */
	public function update( array $args, array $options ): void {
		$id      = (int) $args[0];
		$parts   = $this->given( $args[1] ?? '' );
		$checked = array();
		$saved   = $this->repository->update(
			$id,
			function ( array $stored ) use ( $id, $parts, $options, &$checked ) {
				$checked = $this->validation->check( array( 'id' => $id ) + $this->changed( RuleJson::merge( $stored, $parts ), $options ), $this->repository->settings() );
				return is_wp_error( $checked ) ? $checked : $checked['rule'];
			}
		);
		if ( is_wp_error( $saved ) ) {
			$this->output->fail( $saved->get_error_message() );
		}
		$this->warn( $checked['warnings'] );
		/* translators: 1: number of a redirect, 2: number of a revision. */
		$this->output->done( sprintf( __( 'Changed redirect %1$d (revision %2$d).', 'detour' ), $id, $saved['revision'] ) );
	}

	/**
	 * Deletes redirects, all of them or none.
	 *
	 * ## OPTIONS
	 *
	 * <id>...
	 * : Numbers of the redirects.
	 *
	 * @param string[] $args Numbers.
	 */
	public function delete( array $args ): void {
		$deleted = $this->repository->delete( array_map( 'intval', $args ) );
		if ( is_wp_error( $deleted ) ) {
			$this->output->fail( $deleted->get_error_message() );
		}
		/* translators: 1: number of redirects, 2: number of a revision. */
		$this->output->done( sprintf( _n( 'Deleted %1$d redirect (revision %2$d).', 'Deleted %1$d redirects (revision %2$d).', count( $deleted['ids'] ), 'detour' ), count( $deleted['ids'] ), $deleted['revision'] ) );
	}

	/**
	 * The rule that was given as JSON; empty if none was.
	 *
	 * @param string $json JSON, or - for standard input.
	 */
	private function given( string $json ): array {
		if ( '-' === $json ) {
			$json = (string) stream_get_contents( STDIN );
		}
		$rule = '' === $json ? array() : json_decode( $json, true );
		if ( ! is_array( $rule ) ) {
			/* translators: %s: error message. */
			$this->output->fail( sprintf( __( 'The rule is no JSON object: %s. See "wp detour get" for one.', 'detour' ), json_last_error_msg() ) );
		}
		return $rule;
	}

	/**
	 * A rule with what the options say.
	 *
	 * @param array                 $rule    Rule.
	 * @param array<string, string> $options Options.
	 */
	private function changed( array $rule, array $options ): array {
		foreach ( array( 'group', 'note' ) as $name ) {
			if ( isset( $options[ $name ] ) ) {
				$rule[ $name ] = $options[ $name ];
			}
		}
		if ( isset( $options['position'] ) ) {
			$rule['position'] = (int) $options['position'];
		}
		if ( isset( $options['enabled'] ) ) {
			$rule['enabled'] = rest_sanitize_boolean( $options['enabled'] );
		}
		foreach ( array( 'source' => 'value', 'kind' => 'kind' ) as $option => $field ) {
			if ( isset( $options[ $option ] ) ) {
				$rule['source'][ $field ] = $options[ $option ];
			}
		}
		if ( isset( $options['target'] ) ) {
			$rule['then'] = array( 'redirect' => array( 'to' => $options['target'] ) + ( $rule['then']['redirect'] ?? array() ) );
		}
		if ( isset( $options['code'] ) ) {
			$code = (int) $options['code'];
			if ( isset( $rule['then']['redirect'] ) || isset( $rule['then']['split'] ) ) {
				$rule = RuleJson::with_redirect_code( $rule, $code );
			} else {
				$rule['then'] = array( 'respond' => array( 'code' => $code ) + ( $rule['then']['respond'] ?? array() ) );
			}
		}
		return $rule;
	}

	/**
	 * Prints what is probably not meant.
	 *
	 * @param array[] $warnings Message and fix of each.
	 */
	private function warn( array $warnings ): void {
		foreach ( $warnings as $warning ) {
			$this->output->warn( Validation::words( $warning ) );
		}
	}

	/**
	 * A rule as a row of a list.
	 *
	 * @param array $rule Rule.
	 */
	private static function row( array $rule ): array {
		$then = $rule['then'];
		return array(
			'id'       => $rule['id'],
			'enabled'  => $rule['enabled'] ? 'yes' : 'no',
			'position' => $rule['position'],
			'kind'     => $rule['source']['kind'] ?? 'exact',
			'source'   => $rule['source']['value'],
			'target'   => $then['redirect']['to'] ?? $then['rewrite']['to'] ?? implode( ' ', array_column( $then['split'] ?? array(), 'to' ) ),
			'code'     => $then['redirect']['code'] ?? $then['respond']['code'] ?? $then['code'] ?? '',
			'group'    => $rule['group'] ?? '',
		);
	}

	/**
	 * JSON for people.
	 *
	 * @param array $rule Rule.
	 */
	private static function json( array $rule ): string {
		return wp_json_encode( RuleJson::with_objects( $rule ), JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
	}
}
