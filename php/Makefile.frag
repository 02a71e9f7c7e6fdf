CARGO_TARGET_DIR ?= $(top_builddir)/target
export CARGO_TARGET_DIR

.PHONY: detour-by-cargo
detour-by-cargo:
	cd $(top_srcdir)/.. && PHP=$(PHP_EXECUTABLE) PHP_CONFIG=$(DETOUR_PHP_CONFIG) $(CARGO) build --release --locked --package detour-ext

$(phplibdir)/detour.so: detour-by-cargo
	$(mkinstalldirs) $(phplibdir)
	cp $(CARGO_TARGET_DIR)/release/libdetour.so $@
