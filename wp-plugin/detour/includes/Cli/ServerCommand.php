<?php
/**
 * What is answered, on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Audit\Targets;
use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Status\Status;
use Throwable;

/**
 * `wp detour test|status`
 */
final class ServerCommand {
	/**
	 * Takes what the commands work with.
	 *
	 * @param Output     $output     Where they write to.
	 * @param Repository $repository Where the settings are.
	 * @param RuleStore  $store      Where all rules come from.
	 * @param Status     $status     Whether the saved rules are served.
	 */
	public function __construct( private Output $output, private Repository $repository, private RuleStore $store, private Status $status ) {}

	/**
	 * Says what a request gets from the saved redirects, and why.
	 *
	 * ## OPTIONS
	 *
	 * <url>
	 * : Path or URL.
	 *
	 * [--method=<method>]
	 * : Method of the request.
	 * ---
	 * default: GET
	 * ---
	 *
	 * [--headers=<json>]
	 * : Headers of the request, as a JSON object.
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: text
	 * options:
	 *   - text
	 *   - json
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp detour test /old-page
	 *     wp detour test / --headers='{"Accept-Language":"es"}'
	 *
	 * @param string[]              $args    URL.
	 * @param array<string, string> $options Options.
	 */
	public function test( array $args, array $options ): void {
		$headers = json_decode( $options['headers'] ?? '{}', true );
		if ( ! is_array( $headers ) ) {
			$this->output->fail( __( 'The headers are no JSON object, as {"Accept-Language":"es"}.', 'detour' ) );
		}
		if ( ! function_exists( 'Detour\try_rules' ) ) {
			$this->output->fail( __( 'The PHP extension "detour" is not loaded on the command line. Load it there too: extension=detour.so in the php.ini that "php --ini" names.', 'detour' ) );
		}
		$rules = $this->store->texts();
		if ( is_wp_error( $rules ) ) {
			$this->output->fail( $rules->get_error_message() );
		}
		$home    = wp_parse_url( home_url() );
		$request = array(
			'url'    => $args[0],
			'method' => $options['method'] ?? 'GET',
			'host'   => $home['host'] ?? '',
			'scheme' => 'https' === ( $home['scheme'] ?? '' ) ? 'https' : 'http',
		);
		try {
			$trace = \Detour\try_rules( $rules, $request + ( $headers ? array( 'headers' => array_map( 'strval', $headers ) ) : array() ), $this->repository->settings(), ...( new Targets( $this->repository ) )->for_trial() );
		} catch ( Throwable $error ) {
			$this->output->fail( $error->getMessage() );
		}
		$this->output->text(
			'json' === ( $options['format'] ?? 'text' )
				? wp_json_encode( $trace, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE )
				: rtrim( $trace['text'] )
		);
	}

	/**
	 * Says whether the saved redirects are served, as this PHP sees it. The command "detour status" asks the agent.
	 *
	 * Ends with exit code 1 if they are not.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function status( array $args, array $options ): void {
		$report    = $this->status->report();
		$extension = $report['extension'] ?? array();
		$row       = array(
			'live'       => $report['live'] ? 'yes' : 'no',
			'reason'     => $report['reason'],
			'revision'   => $report['revision'],
			'served'     => $extension['revision'] ?? '',
			'generation' => $extension['generation'] ?? '',
			'rules'      => $extension['rules'] ?? '',
			'file'       => $extension['file'] ?? '',
		);
		$this->output->items( $options['format'] ?? 'table', array( $row ), array_keys( $row ) );
		if ( ! $report['live'] ) {
			$this->output->fail( $report['message'] );
		}
	}
}
