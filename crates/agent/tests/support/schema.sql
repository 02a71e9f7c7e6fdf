CREATE TABLE wp_detour_rules (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  position int(10) unsigned NOT NULL DEFAULT 0,
  enabled tinyint(1) NOT NULL DEFAULT 1,
  rule longtext NOT NULL,
  kind varchar(16) NOT NULL DEFAULT 'exact',
  source text NOT NULL,
  target text NULL,
  code smallint(5) unsigned NULL,
  rule_group varchar(191) NOT NULL DEFAULT '',
  dialect varchar(16) NOT NULL DEFAULT 'native',
  hits_before bigint(20) unsigned NOT NULL DEFAULT 0,
  last_hit datetime NULL,
  created_at datetime NULL,
  updated_at datetime NULL,
  updated_by bigint(20) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY order_of_rules (position, id),
  KEY source (source(64)),
  KEY rule_group (rule_group)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_detour_state (
  name varchar(64) NOT NULL,
  value bigint(20) unsigned NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_detour_settings (
  name varchar(64) NOT NULL,
  value longtext NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO wp_detour_state (name, value) VALUES ('revision', 0), ('changed_at', 0);
