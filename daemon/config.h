// SPDX-License-Identifier: Apache-2.0
// Configuration: config.toml and the command line, checked. docs/configuration.md lists each key.
//
// Anything wrong is a ConfigError whose sentence names the key (and line), the value and what to do. Nothing is
// half taken: an unknown key is as much an error as a bad value.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "index/faces/matcher.h"
#include "models/detector.h"
#include "models/embedder.h"

namespace facefs {

struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Config {
  std::vector<std::filesystem::path> roots;  ///< in this order a photo's shown path is chosen
  std::vector<std::string> exclude;          ///< globs against a path below its root, or a basename
  std::vector<std::string> include;          ///< the same, of what is left out as rubbish (daemon/rubbish.h)
  std::filesystem::path mount;
  std::filesystem::path data;
  std::filesystem::path models;  ///< empty: where they are installed
  DetectorKind detector = DetectorKind::yunet;
  std::optional<EmbedderEngine> engine;  ///< nothing: the usual one for the detector
  MatchSettings match;
  std::uint64_t rendered_megabytes = 256;
  bool facets = false;   ///< listed in each person's folder
  unsigned workers = 0;  ///< 0: one a core
  unsigned seconds_per_photo = 30;
  double megapixels = 200;
  std::uint32_t megabytes_per_photo = 1000;  ///< of a worker's memory
  std::uint64_t enroll_files = 500;          ///< a person
  std::uint64_t enroll_megabytes = 2048;     ///< in all
};

/// What the command line gave; empty means not given. It wins over the file.
struct CommandLine {
  std::filesystem::path config;
  std::vector<std::filesystem::path> photos;
  std::filesystem::path mount;
  std::filesystem::path data;
  std::filesystem::path models;
};

/// Reads the file (the given one must exist, the usual one may), lets the command line win, fills in what is usual.
Config read_config(const CommandLine& words);

/// $XDG_DATA_HOME/facefs or ~/.local/share/facefs.
std::filesystem::path usual_data_folder();

/// Parses one file's text over `config`. For tests, too.
void apply_toml(Config& config, std::string_view text, const std::filesystem::path& file);

/// A data folder that is ours alone and on a local disk. Makes it where it is missing, and its path canonical. Before
/// the lock is taken, which is in it.
void check_data_folder(Config& config);

/// Roots outside any facefs mount, a mount point that is empty and not served yet (else TakenByAnother). Makes
/// canonical paths of all. With the lock held: what a killed facefsd left is freed then.
void check_places(Config& config);

}  // namespace facefs
