// SPDX-License-Identifier: Apache-2.0
// Configuration: config.toml and the command line, checked. docs/configuration.md lists each key.
//
// Every mistake is a ConfigError. Its sentence names the key (and line), the value and what to do. Nothing is half
// taken: an unknown key is as much an error as a bad value.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/recognition.h"

namespace facefs {

struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Config {
  std::vector<std::filesystem::path> roots;  ///< their order decides which path of a photo is shown
  std::vector<std::string> exclude;          ///< globs against a path below its root, or a basename
  std::vector<std::string> include;          ///< such globs, for what is not left out as rubbish (daemon/rubbish.h)
  std::filesystem::path mount;
  std::filesystem::path data;
  std::filesystem::path models;  ///< empty: where they are installed
  RecognitionAsked asked;        ///< what the file says of the next two
  Networks networks;
  MatchSettings match = recognition_for({}).match;
  std::uint64_t rendered_megabytes = 256;
  bool facets = false;   ///< listed in each person's folder
  unsigned workers = 0;  ///< 0: one per core
  unsigned seconds_per_photo = 30;
  double megapixels = 200;
  std::uint32_t megabytes_per_photo = 1000;  ///< of a worker's memory
  std::uint64_t enroll_files = 500;          ///< for each person
  std::uint64_t enroll_megabytes = 2048;     ///< in total
};

/// The values from the command line; empty means not given. They win over the file.
struct CommandLine {
  std::filesystem::path config;
  std::vector<std::filesystem::path> photos;
  std::filesystem::path mount;
  std::filesystem::path data;
  std::filesystem::path models;
};

/// Reads the configuration file, lets the command line win, and fills in defaults. A file that the command line names
/// must exist; the usual one may be missing. Throws ConfigError.
Config read_config(const CommandLine& words);

/// Returns $XDG_DATA_HOME/facefs or ~/.local/share/facefs.
std::filesystem::path usual_data_folder();

/// Parses a file's text, and sets its values in `config`. Throws ConfigError. Tests call it, too.
void apply_toml(Config& config, std::string_view text, const std::filesystem::path& file);

/// Checks that the data folder is ours alone and on a local disk; throws ConfigError if it is not. Makes the folder if
/// it is missing, and its path canonical. Called before the lock is taken, which is in that folder.
void check_data_folder(Config& config);

/// Checks that the roots are outside any facefs mount, and that the mount point is empty. Throws ConfigError, or
/// TakenByAnother if the mount point is served already. Makes all paths canonical. Called with the lock held, because
/// it frees what a killed facefsd left.
void check_places(Config& config);

}  // namespace facefs
