<?php
/**
 * A query that failed.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use RuntimeException;

/**
 * Thrown and caught inside the repository, which answers with a WP_Error.
 */
final class DatabaseError extends RuntimeException {}
