// SPDX-License-Identifier: Apache-2.0
#include "daemon/config.h"

#include <toml++/toml.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <thread>

#include "system/durable_file.h"
#include "system/text.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;

std::string in_quotes(std::string_view text) {
  return "'" + escaped(text) + "'";
}

/// A value with its key and its place in the file, so that every error can name them.
struct Setting {
  const toml::node& node;
  std::string key;
  fs::path file;

  [[noreturn]] void refuse(const std::string& wanted) const {
    std::ostringstream value;
    node.visit([&](const auto& n) { value << n; });
    throw ConfigError(file.string() + ", line " + std::to_string(node.source().begin.line) + ": " + key + " = " +
                      value.str() + " cannot be: it must be " + wanted);
  }
  std::string text() const {
    if (const auto value = node.value_exact<std::string>()) return *value;
    refuse("a text in quotes");
  }
  bool flag() const {
    if (const auto value = node.value_exact<bool>()) return *value;
    refuse("true or false");
  }
  double number(double least, double most) const {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value || !(*value >= least && *value <= most))
      refuse("a number from " + short_text(least) + " to " + short_text(most));
    return *value;
  }
  std::uint64_t count(std::uint64_t least, std::uint64_t most) const {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < static_cast<std::int64_t>(least) || *value > static_cast<std::int64_t>(most))
      refuse("a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return static_cast<std::uint64_t>(*value);
  }
  std::vector<std::string> texts() const {
    const auto* array = node.as_array();
    if (!array) refuse("a list of texts, as in [\"~/Pictures\"]");
    std::vector<std::string> values;
    for (const auto& element : *array) values.push_back(Setting{element, key, file}.text());
    return values;
  }

 private:
  static std::string short_text(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
  }
};

fs::path home() {
  const char* folder = std::getenv("HOME");
  if (!folder || !*folder) throw ConfigError("HOME is not set: say where things are with --data and --mount");
  return folder;
}

fs::path expanded(const std::string& path) {
  if (path == "~") return home();
  if (path.starts_with("~/")) return home() / path.substr(2);
  return path;
}

fs::path xdg(const char* variable, const char* usual) {
  const char* folder = std::getenv(variable);
  return folder && *folder == '/' ? fs::path(folder) : home() / usual;
}

using Apply = std::function<void(Config&, const Setting&)>;

const std::map<std::string, Apply>& settings() {
  static const std::map<std::string, Apply> kSettings = {
      {"roots",
       [](Config& c, const Setting& s) {
         for (const auto& root : s.texts()) c.roots.push_back(expanded(root));
       }},
      {"exclude", [](Config& c, const Setting& s) { c.exclude = s.texts(); }},
      {"include", [](Config& c, const Setting& s) { c.include = s.texts(); }},
      {"facets", [](Config& c, const Setting& s) { c.facets = s.flag(); }},
      {"mount", [](Config& c, const Setting& s) { c.mount = expanded(s.text()); }},
      {"recognition.detector",
       [](Config& c, const Setting& s) {
         const auto kind = detector_named(s.text());
         if (!kind) s.refuse("\"yunet\" or \"hog\"");
         c.asked.networks.detector = *kind;
       }},
      {"recognition.embedder",
       [](Config& c, const Setting& s) {
         c.asked.networks.embedder = embedder_named(s.text());
         if (!c.asked.networks.embedder) s.refuse("\"sface\" or \"dlib\"");
       }},
      {"recognition.engine",
       [](Config& c, const Setting& s) {
         c.asked.networks.engine = engine_named(s.text());
         if (!c.asked.networks.engine) s.refuse("\"f32\", \"bf16\" or \"dlib\"");
       }},
      {"recognition.rule",
       [](Config& c, const Setting& s) {
         const auto rule = rule_named(s.text());
         if (!rule) s.refuse("\"bands\" or \"vote\"");
         c.asked.rule = *rule;
       }},
      {"recognition.certain",
       [](Config& c, const Setting& s) { c.asked.certain = static_cast<float>(s.number(0.1, 1)); }},
      {"recognition.maybe", [](Config& c, const Setting& s) { c.asked.maybe = static_cast<float>(s.number(0.1, 1)); }},
      {"workers.count", [](Config& c, const Setting& s) { c.workers = static_cast<unsigned>(s.count(1, 64)); }},
      {"workers.seconds_per_photo",
       [](Config& c, const Setting& s) { c.seconds_per_photo = static_cast<unsigned>(s.count(1, 3600)); }},
      {"limits.megapixels", [](Config& c, const Setting& s) { c.megapixels = s.number(1, 4000); }},
      {"limits.megabytes_per_photo",
       [](Config& c, const Setting& s) { c.megabytes_per_photo = static_cast<std::uint32_t>(s.count(150, 1 << 20)); }},
      {"limits.rendered_megabytes", [](Config& c, const Setting& s) { c.rendered_megabytes = s.count(1, 1 << 20); }},
      {"limits.enroll_files", [](Config& c, const Setting& s) { c.enroll_files = s.count(1, 100000); }},
      {"limits.enroll_megabytes", [](Config& c, const Setting& s) { c.enroll_megabytes = s.count(1, 1 << 20); }},
  };
  return kSettings;
}

bool is_section(std::string_view key) {
  return key == "recognition" || key == "workers" || key == "limits";
}

void apply_table(Config& config, const toml::table& table, const std::string& prefix, const fs::path& file) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (prefix.empty() && is_section(key) && node.is_table()) {
      apply_table(config, *node.as_table(), key + ".", file);
      continue;
    }
    const auto setting = settings().find(key);
    if (setting == settings().end())
      throw ConfigError(file.string() + ", line " + std::to_string(node.source().begin.line) + ": there is no key " +
                        in_quotes(key) + ": remove that line; docs/configuration.md lists the keys");
    setting->second(config, Setting{node, key, file});
  }
}

}  // namespace

void apply_toml(Config& config, std::string_view text, const fs::path& file) {
  toml::table table;
  try {
    table = toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    throw ConfigError(file.string() + ", line " + std::to_string(error.source().begin.line) + ": " +
                      std::string(error.description()) + ": correct that line");
  }
  apply_table(config, table, "", file);
  try {
    const Recognition recognition = recognition_for(config.asked);
    config.networks = recognition.networks;
    config.match = recognition.match;
  } catch (const std::invalid_argument& contradiction) {
    throw ConfigError(file.string() + ": " + contradiction.what());
  }
}

/// Returns the usual configuration file; nothing if HOME is not set either. Then flags must say everything.
std::optional<fs::path> usual_config_file() {
  if (!std::getenv("HOME") && !std::getenv("XDG_CONFIG_HOME")) return std::nullopt;
  return xdg("XDG_CONFIG_HOME", ".config") / "facefs/config.toml";
}

fs::path usual_data_folder() {
  return xdg("XDG_DATA_HOME", ".local/share") / "facefs";
}

Config read_config(const CommandLine& words) {
  Config config;
  const bool given = !words.config.empty();
  const fs::path file = given ? words.config : usual_config_file().value_or("config.toml");
  if (given && !fs::exists(file)) throw ConfigError("--config " + in_quotes(file.string()) + ": there is no such file");
  if ((given || usual_config_file()) && fs::exists(file)) apply_toml(config, read_whole_file(file), file);
  if (!words.photos.empty()) config.roots = words.photos;
  if (!words.mount.empty()) config.mount = words.mount;
  if (!words.models.empty()) config.models = words.models;
  config.data = words.data.empty() ? usual_data_folder() : words.data;
  if (config.mount.empty()) config.mount = home() / "faces";
  if (config.roots.empty())
    throw ConfigError("no photo folder is given: write roots = [\"~/Pictures\"] into " + file.string() +
                      ", or say --photos FOLDER");
  if (config.workers == 0) config.workers = std::max(1U, std::thread::hardware_concurrency());
  return config;
}

}  // namespace facefs
