<?php
/**
 * The agent's answers, where the extension is not loaded.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * Asks the agent as soon as WordPress has loaded its plugins: later than the extension answers, and with the same rules.
 *
 * Whatever goes wrong, WordPress goes on as if there were no rules.
 */
final class AgentAnswers implements Answers {
	/**
	 * The newest decision, while it waits.
	 *
	 * @var array|null
	 */
	private ?array $waiting = null;

	/**
	 * Takes whom to ask, and the request.
	 *
	 * @param Agent    $agent     The agent.
	 * @param string[] $variables What the web server says of the request; none where there is no request.
	 */
	public function __construct( private Agent $agent, private array $variables ) {}

	/**
	 * Asks at the first moment that all plugins share, and before WordPress changes the variables.
	 *
	 * @param callable $then Takes nothing.
	 */
	public function when_decided( callable $then ): void {
		if ( ! $this->variables ) {
			return;
		}
		add_action(
			'plugins_loaded',
			function () use ( $then ): void {
				if ( $this->handle() ) {
					exit;
				}
				$then();
			},
			PHP_INT_MIN
		);
	}

	/**
	 * Decides the request and sends the answer, as `Detour\handle()` does.
	 *
	 * @return bool Whether an answer is out: the script must end.
	 */
	public function handle(): bool {
		$decision = $this->decide( 'handle' );
		if ( 'rewrite' === $decision['decision'] ) {
			$this->rewrite( (string) $decision['to'] );
		}
		return $this->send( $decision );
	}

	/**
	 * What the decision waits for.
	 *
	 * @return array{rule: int, origin?: string, needs: string[]}|null
	 */
	public function pending(): ?array {
		return $this->waiting ? array_intersect_key( $this->waiting, array_flip( array( 'rule', 'origin', 'needs' ) ) ) : null;
	}

	/**
	 * Goes on with the decision that waits.
	 *
	 * @param array $facts What WordPress has found out.
	 * @return array
	 */
	public function resume( array $facts ): array {
		if ( ! $this->waiting ) {
			return array(
				'decision' => 'pass',
				'reason'   => 'nothing-pending',
				'sent'     => false,
			);
		}
		// An empty list would not be an object.
		$facts['filters'] = (object) ( $facts['filters'] ?? array() );
		$decision         = $this->decide(
			'resume',
			array(
				'stop'  => $this->waiting['stop'],
				'facts' => $facts,
			)
		);
		$decision['sent'] = $this->send( $decision );
		return $decision;
	}

	/**
	 * Records that there is no page for the request.
	 *
	 * @return bool Whether it was recorded.
	 */
	public function record_not_found(): bool {
		return $this->variables && true === ( $this->agent->ask( 'not_found', $this->variables )['recorded'] ?? false );
	}

	/**
	 * Asks, and keeps what has to wait.
	 *
	 * @param string $what What is asked.
	 * @param array  $more Further members of the question.
	 * @return array The decision; a pass when there is no answer.
	 */
	private function decide( string $what, array $more = array() ): array {
		$decision      = $this->agent->ask( $what, $this->variables, $more );
		$is_whole      = match ( $decision['decision'] ?? '' ) {
			'pass'     => true,
			'redirect' => isset( $decision['code'], $decision['location'] ),
			'respond'  => isset( $decision['code'], $decision['body'] ) && ( 'bare' !== $decision['body'] || isset( $decision['page'] ) ),
			'rewrite'  => isset( $decision['to'] ),
			'defer'    => isset( $decision['rule'], $decision['needs'], $decision['stop'] ),
			default    => false,
		};
		$decision      = $is_whole ? $decision : array(
			'decision' => 'pass',
			'reason'   => 'no-agent',
		);
		$this->waiting = 'defer' === $decision['decision'] ? $decision : null;
		return $decision;
	}

	/**
	 * Sends what the agent has decided, if there is anything to send.
	 *
	 * @param array $decision From the agent.
	 */
	private function send( array $decision ): bool {
		if ( 'redirect' !== $decision['decision'] && 'bare' !== ( $decision['body'] ?? '' ) ) {
			return false;
		}
		return ( new Response( $decision ) )->send( $this->variables['REQUEST_METHOD'] );
	}

	/**
	 * Lets WordPress see another URL.
	 *
	 * @param string $to Path and query.
	 */
	private function rewrite( string $to ): void {
		$query                   = explode( '?', $to, 2 )[1] ?? '';
		$_SERVER['REQUEST_URI']  = $to;
		$_SERVER['QUERY_STRING'] = $query;
		parse_str( $query, $_GET );
	}
}
