/** Where the configuration is, unless the user says otherwise. */
export const CONFIG_FILE = "/etc/hb/cluster.toml";
