// SPDX-License-Identifier: Apache-2.0
#include "daemon/evaluate.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "daemon/photo_reader.h"
#include "index/faces/evaluation.h"
#include "models/weights.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// One photo read twice: as a photo, and with the jittered embeddings of a reference.
struct ReadPhoto {
  std::size_t person = 0;
  PhotoToFind shown;
  PhotoToFind taught;
};

std::vector<ReadPhoto> photos_of(const fs::path& labelled, std::size_t& people) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(labelled))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  std::vector<ReadPhoto> photos;
  for (const fs::path& folder : folders) {
    const std::vector<std::string> paths = photos_below(folder);
    if (paths.empty()) continue;
    for (const std::string& path : paths)
      photos.push_back(
          {people, {path, Purpose::photo, {}, Unreadable{}}, {path, Purpose::reference, {}, Unreadable{}}});
    ++people;
  }
  if (people < 2)
    throw std::runtime_error(labelled.string() + " must hold a folder for each of at least two people, with photos");
  return photos;
}

LabelledPhoto labelled(const ReadPhoto& photo) {
  LabelledPhoto result;
  result.person = photo.person;
  if (const auto* reading = std::get_if<PhotoReading>(&photo.shown.found)) {
    result.image = {reading->image_hash, static_cast<std::uint32_t>(reading->width),
                    static_cast<std::uint32_t>(reading->height)};
    result.faces = reading->faces;
  }
  if (const auto* reading = std::get_if<PhotoReading>(&photo.taught.found))
    result.as_reference.faces = reading->faces;
  else
    result.as_reference.failure = std::get<Unreadable>(photo.taught.found);
  return result;
}

std::vector<LabelledPhoto> read(const EvaluationOrder& order, const Networks& networks, std::size_t& people) {
  std::vector<ReadPhoto> photos = photos_of(order.labelled, people);
  std::vector<PhotoToFind*> all;
  for (ReadPhoto& photo : photos) all.insert(all.end(), {&photo.shown, &photo.taught});
  PhotoReader(networks, order.models, order.workers, {}).read(all);
  std::vector<LabelledPhoto> result;
  result.reserve(photos.size());
  for (const ReadPhoto& photo : photos) result.push_back(labelled(photo));
  return result;
}

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : std::round(1000.0 * static_cast<double>(part) / static_cast<double>(whole)) / 10;
}

Json json_of(const MatchFigures& f, const std::string& rule, std::size_t references) {
  return {{"rule", rule},
          {"references", references},
          {"right_certain", percent(f.right_certain, f.probes)},
          {"right", percent(f.right, f.probes)},
          {"wrong_certain", percent(f.wrong_certain, f.probes)},
          {"wrong_maybe", percent(f.wrong_maybe, f.probes)},
          {"strangers_certain", percent(f.stranger_certain, f.strangers)},
          {"strangers_maybe", percent(f.stranger_maybe, f.strangers)},
          {"references_used", percent(f.references_used, f.references)},
          {"probes", f.probes},
          {"strangers", f.strangers}};
}

Json matching_of(const std::vector<LabelledPhoto>& photos, EvaluationPlan plan, const EvaluationOrder& order) {
  Json rows = Json::array();
  for (const RuleKind rule : {RuleKind::bands, RuleKind::vote})
    for (const std::size_t references : order.references) {
      plan.references = references;
      plan.match = usual_settings(rule, space_of(order.networks.embedder));
      rows.push_back(json_of(evaluate_matching(photos, plan), rule == RuleKind::vote ? "vote" : "bands", references));
    }
  return rows;
}

/// Counts the decisions that change with the engine: none should.
Json agreement_of(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan, const EvaluationOrder& order) {
  std::size_t people = 0;
  Networks other = order.networks;
  other.engine = *order.compare_with;
  const AgreementFigures agreement = evaluate_agreement(photos, read(order, other, people), plan);
  return {{"engine", name_of(*order.compare_with)}, {"decisions", agreement.decisions}, {"flipped", agreement.flipped}};
}

std::string row(const char* form, auto... values) {
  char text[160];
  std::snprintf(text, sizeof text, form, values...);
  return text;
}

}  // namespace

Json evaluate(const EvaluationOrder& order) {
  if (!fs::is_directory(order.labelled)) throw std::runtime_error(order.labelled.string() + " is not a folder");
  verify_weights(models_folder(order.models), order.networks);
  std::size_t people = 0;
  const std::vector<LabelledPhoto> photos = read(order, order.networks, people);
  EvaluationPlan plan;
  plan.match = usual_settings(RuleKind::bands, space_of(order.networks.embedder));
  plan.people = order.people > 0 ? order.people : std::min<std::size_t>(10, people / 2);
  plan.references = *std::max_element(order.references.begin(), order.references.end());
  plan.splits = order.splits;
  Json figures = {{"photos", photos.size()}, {"people", people}, {"enrolled", plan.people}, {"splits", plan.splits}};
  figures["faces"] = 0;
  std::size_t faces = 0, with_face = 0;
  for (const LabelledPhoto& photo : photos) {
    faces += photo.faces.size();
    with_face += !photo.faces.empty();
  }
  figures["faces"] = faces;
  figures["photos_with_a_face"] = percent(with_face, photos.size());
  figures["matching"] = matching_of(photos, plan, order);
  const ClusterFigures clusters = evaluate_clusters(photos, *plan.match.space);
  figures["clusters"] = {{"precision", std::round(1000 * clusters.precision) / 10},
                         {"recall", std::round(1000 * clusters.recall) / 10},
                         {"of_three_and_more", clusters.clusters},
                         {"mixed", clusters.mixed}};
  const StabilityFigures stability = evaluate_stability(photos, plan);
  figures["stability"] = {{"moved_by_growth", percent(stability.moved_by_growth, stability.faces)},
                          {"moved_by_order", percent(stability.moved_by_order, stability.faces)}};
  if (order.compare_with) figures["compared"] = agreement_of(photos, plan, order);
  return figures;
}

std::string evaluation_table(const Json& f) {
  std::string text =
      row("%zu photos of %zu people, %zu faces; a face in %.1f %% of them\n", f["photos"].get<std::size_t>(),
          f["people"].get<std::size_t>(), f["faces"].get<std::size_t>(), f["photos_with_a_face"].get<double>());
  text += row("%zu people enrolled in each of %zu splits; percent of probes, and of strangers\n\n",
              f["enrolled"].get<std::size_t>(), f["splits"].get<std::size_t>());
  text += "rule   references   right, certain   or maybe   wrong   strangers certain   maybe\n";
  for (const Json& m : f["matching"])
    text +=
        row("%-6s %10zu %16.1f %10.1f %7.1f %19.1f %7.1f\n", m["rule"].get<std::string>().c_str(),
            m["references"].get<std::size_t>(), m["right_certain"].get<double>(), m["right"].get<double>(),
            m["wrong_certain"].get<double>(), m["strangers_certain"].get<double>(), m["strangers_maybe"].get<double>());
  const Json& c = f["clusters"];
  text += row(
      "\nclusters with nobody enrolled: BCubed precision %.1f, recall %.1f; %zu of three photos and more, %zu mixed\n",
      c["precision"].get<double>(), c["recall"].get<double>(), c["of_three_and_more"].get<std::size_t>(),
      c["mixed"].get<std::size_t>());
  text += row(
      "faces that are elsewhere when the library grows from half to the whole: %.1f %%; in another order: %.1f %%\n",
      f["stability"]["moved_by_growth"].get<double>(), f["stability"]["moved_by_order"].get<double>());
  if (f.contains("compared"))
    text += row("decisions that differ with the engine %s: %zu of %zu\n",
                f["compared"]["engine"].get<std::string>().c_str(), f["compared"]["flipped"].get<std::size_t>(),
                f["compared"]["decisions"].get<std::size_t>());
  return text;
}

}  // namespace facefs
