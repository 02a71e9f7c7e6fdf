<?php

namespace Detour\WordPress\Tests\Cli;

use RuntimeException;

/**
 * A command that ended with an error.
 */
final class CommandFailed extends RuntimeException {}
