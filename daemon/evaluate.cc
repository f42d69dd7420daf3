// SPDX-License-Identifier: Apache-2.0
#include "daemon/evaluate.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "daemon/evaluation_curve.h"
#include "daemon/labelled_photos.h"
#include "index/faces/evaluation.h"
#include "models/weights.h"
#include "system/durable_file.h"
#include "system/text.h"

namespace facefs {
namespace {

using Json = nlohmann::ordered_json;

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : std::round(1000.0 * static_cast<double>(part) / static_cast<double>(whole)) / 10;
}

Json json_of(const MatchCounts& f, const std::string& rule, std::size_t references) {
  return {{"rule", rule},
          {"references", references},
          {"right_certain", percent(f.right_certain, f.probes)},
          {"right", percent(f.right, f.probes)},
          {"wrong_certain", percent(f.wrong_certain, f.probes)},
          {"wrong_maybe", percent(f.wrong_maybe, f.probes)},
          {"strangers_certain", percent(f.stranger_certain, f.strangers)},
          {"strangers_maybe", percent(f.stranger_maybe, f.strangers)},
          {"probes", f.probes},
          {"strangers", f.strangers}};
}

Json matching_of(const std::vector<LabelledPhoto>& photos, EvaluationPlan plan, const EvaluationOrder& order) {
  Json rows = Json::array();
  std::vector<RuleKind> rules = {RuleKind::bands};
  if (order.networks.embedder == EmbedderKind::dlib) rules.push_back(RuleKind::vote);  // daemon/recognition.h
  for (const RuleKind rule : rules)
    for (const std::size_t references : order.references) {
      plan.references = references;
      plan.match = usual_settings(rule, space_of(order.networks.embedder));
      const char* const name = rule == RuleKind::vote ? "vote" : "bands";
      const MatchFigures found = evaluate_matching(photos, plan);
      rows.push_back(json_of(found, name, references));
      rows.back()["references_used"] = percent(found.references_used, found.references);
      if (order.labelled.folders.size() == 1) continue;
      for (const auto& [set, counts] : found.of_set) {
        rows.back()["of"].push_back(json_of(counts, name, references));
        rows.back()["of"].back()["folder"] = order.labelled.folders[set].string();
      }
    }
  return rows;
}

/// Counts the decisions that change with the engine: none should.
Json agreement_of(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan, const EvaluationOrder& order) {
  Networks other = order.networks;
  other.engine = *order.compare_with;
  const AgreementFigures agreement = evaluate_agreement(photos, read_labelled(order.labelled, other), plan);
  return {{"engine", name_of(*order.compare_with)}, {"decisions", agreement.decisions}, {"flipped", agreement.flipped}};
}

/// Returns the networks with that embedder, and with an engine that runs it.
Networks with_embedder(Networks networks, EmbedderKind embedder) {
  networks.embedder = embedder;
  if (embedder == EmbedderKind::sface && networks.engine == EmbedderEngine::dlib) networks.engine = EmbedderEngine::f32;
  return networks;
}

/// Draws the curve of each embedder that goes with the detector. `photos`: as the order's own embedder has read them.
std::string curve_of(const std::vector<LabelledPhoto>& photos, const EvaluationOrder& order, EvaluationPlan plan) {
  std::vector<NamedCurve> curves;
  for (const EmbedderKind embedder : kEmbedders) {
    if (order.networks.detector == DetectorKind::hog && embedder == EmbedderKind::sface) continue;
    const Networks networks = with_embedder(order.networks, embedder);
    const bool is_read = networks == order.networks;
    if (!is_read) verify_weights(models_folder(order.labelled.models), networks);
    plan.match = usual_settings(RuleKind::bands, space_of(embedder));
    curves.push_back({std::string(name_of(embedder)),
                      evaluate_curve(is_read ? photos : read_labelled(order.labelled, networks), plan)});
  }
  return curve_svg(curves, std::to_string(plan.people) + " people enrolled by " + std::to_string(plan.references) +
                               " photos each, " + std::to_string(plan.splits) + " splits");
}

std::string row(const char* form, auto... values) {
  char text[160];
  std::snprintf(text, sizeof text, form, values...);
  return text;
}

std::string row_of(const Json& m) {
  return row("%-6s %10zu %16.1f %10.1f %7.1f %19.1f %7.1f", m["rule"].get<std::string>().c_str(),
             m["references"].get<std::size_t>(), m["right_certain"].get<double>(), m["right"].get<double>(),
             m["wrong_certain"].get<double>(), m["strangers_certain"].get<double>(),
             m["strangers_maybe"].get<double>());
}

}  // namespace

Json evaluate(const EvaluationOrder& order) {
  verify_weights(models_folder(order.labelled.models), order.networks);
  const std::vector<LabelledPhoto> photos = read_labelled(order.labelled, order.networks);
  const std::size_t people = photos.back().person + 1;
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
                          {"moved_by_order", percent(stability.moved_by_order, stability.faces)},
                          {"moved_by_naming", percent(stability.moved_by_naming, stability.named)}};
  if (!order.curve.empty()) write_durably(order.curve, curve_of(photos, order, plan));
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
  for (const Json& m : f["matching"]) {
    text += row_of(m) + "\n";
    for (const Json& of : m.value("of", Json::array()))
      text += row_of(of) + "  " + escaped(of["folder"].get<std::string>()) + "\n";
  }
  const Json& c = f["clusters"];
  text += row(
      "\nclusters with nobody enrolled: BCubed precision %.1f, recall %.1f; %zu of three photos and more, %zu mixed\n",
      c["precision"].get<double>(), c["recall"].get<double>(), c["of_three_and_more"].get<std::size_t>(),
      c["mixed"].get<std::size_t>());
  text += row(
      "faces that are elsewhere when the library grows from half to the whole: %.1f %%; in another order: %.1f %%\n",
      f["stability"]["moved_by_growth"].get<double>(), f["stability"]["moved_by_order"].get<double>());
  text += row("certain faces that move when as many people again are named: %.1f %%\n",
              f["stability"]["moved_by_naming"].get<double>());
  if (f.contains("compared"))
    text += row("decisions that differ with the engine %s: %zu of %zu\n",
                f["compared"]["engine"].get<std::string>().c_str(), f["compared"]["flipped"].get<std::size_t>(),
                f["compared"]["decisions"].get<std::size_t>());
  return text;
}

}  // namespace facefs
