dnl Builds the extension with cargo, for PIE and for `phpize && ./configure && make`.
PHP_ARG_ENABLE([detour], [whether to build detour], [AS_HELP_STRING([--enable-detour], [Build detour])], [yes])

if test "$PHP_DETOUR" != "no"; then
  AC_PATH_PROG([CARGO], [cargo])
  if test -z "$CARGO"; then
    AC_MSG_ERROR([cargo is not on the path: detour is written in Rust, install Rust 1.88 or newer])
  fi
  AC_CHECK_PROG([DETOUR_CLANG], [clang], [yes])
  if test -z "$DETOUR_CLANG"; then
    AC_MSG_ERROR([clang is not on the path: it reads the headers of PHP, install clang with libclang])
  fi
  DETOUR_PHP_CONFIG=`command -v "$PHP_CONFIG"`
  PHP_SUBST([CARGO])
  PHP_SUBST([DETOUR_PHP_CONFIG])

  dnl cargo decides what is to be built anew, so make always asks it.
  PHP_MODULES="\$(phplibdir)/detour.so"
  PHP_ADD_BUILD_DIR([$abs_builddir/modules])
  PHP_ADD_MAKEFILE_FRAGMENT([$abs_srcdir/Makefile.frag])
fi
