<?php
/**
 * How alike two texts are.
 *
 * @package Detour
 */

namespace Detour\WordPress\NotFound;

/**
 * The Sørensen–Dice coefficient: twice what two sets share, by what both have. 0 is nothing, 1 the same.
 */
final class Similarity {
	/**
	 * By pairs of neighbouring letters: forgives what is misspelt, and other endings.
	 *
	 * @param string $one   Text.
	 * @param string $other Text.
	 */
	public static function of_letters( string $one, string $other ): float {
		return $one === $other ? 1.0 : self::dice( self::pairs( $one ), self::pairs( $other ) );
	}

	/**
	 * By words: forgives another order, and words in between.
	 *
	 * @param string[] $one   Words.
	 * @param string[] $other Words.
	 */
	public static function of_words( array $one, array $other ): float {
		return self::dice( array_unique( $one ), array_unique( $other ) );
	}

	/**
	 * The words of a text in lower case, each once.
	 *
	 * @param string $text Text or path.
	 * @return string[]
	 */
	public static function words( string $text ): array {
		$words = preg_split( '/[^\p{L}\p{N}]+/u', mb_strtolower( mb_scrub( $text, 'UTF-8' ) ), -1, PREG_SPLIT_NO_EMPTY );
		return array_values( array_unique( $words ? $words : array() ) );
	}

	/**
	 * The coefficient of two sets.
	 *
	 * @param string[] $one   Set.
	 * @param string[] $other Set.
	 */
	private static function dice( array $one, array $other ): float {
		$both = count( $one ) + count( $other );
		return $both ? 2 * count( array_intersect( $one, $other ) ) / $both : 0.0;
	}

	/**
	 * The pairs of neighbouring letters, each once.
	 *
	 * @param string $text Text.
	 * @return string[]
	 */
	private static function pairs( string $text ): array {
		$letters = mb_str_split( $text );
		$pairs   = array();
		for ( $index = 1, $count = count( $letters ); $index < $count; $index++ ) {
			$pairs[ $letters[ $index - 1 ] . $letters[ $index ] ] = true;
		}
		return array_map( 'strval', array_keys( $pairs ) );
	}
}
