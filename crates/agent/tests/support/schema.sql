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
  KEY rule_group (rule_group),
  KEY target (target(64))
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
CREATE TABLE wp_detour_spool (
  file char(32) NOT NULL,
  position bigint(20) unsigned NOT NULL,
  updated_at int(10) unsigned NOT NULL,
  PRIMARY KEY (file)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_detour_hits (
  rule bigint(20) unsigned NOT NULL,
  hour int(10) unsigned NOT NULL,
  code smallint(5) unsigned NOT NULL,
  variant smallint(5) unsigned NOT NULL,
  hits bigint(20) unsigned NOT NULL DEFAULT 0,
  loops bigint(20) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (rule,hour,code,variant),
  KEY hour (hour)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_detour_rule_hits (
  rule bigint(20) unsigned NOT NULL,
  hits bigint(20) unsigned NOT NULL DEFAULT 0,
  last_hit int(10) unsigned NOT NULL,
  PRIMARY KEY (rule)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_detour_log (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
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
  PRIMARY KEY (id),
  KEY time (time),
  KEY rule_time (rule,time),
  KEY code_time (code,time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_detour_not_found (
  hash char(32) NOT NULL,
  url text NOT NULL,
  hits bigint(20) unsigned NOT NULL DEFAULT 0,
  first_seen int(10) unsigned NOT NULL,
  last_seen int(10) unsigned NOT NULL,
  referrer text NOT NULL,
  ignored tinyint(1) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (hash),
  KEY last_seen (last_seen),
  KEY shown_hits (ignored,hits),
  KEY shown_last (ignored,last_seen),
  KEY shown_first (ignored,first_seen)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE wp_detour_not_found_days (
  hash char(32) NOT NULL,
  day int(10) unsigned NOT NULL,
  hits bigint(20) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (hash,day),
  KEY day (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO wp_detour_state (name, value) VALUES ('revision', 0), ('changed_at', 0);
