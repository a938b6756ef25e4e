package org.tongmai.person.linkage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model in numbers, for the fields of one table. */
record Fitted(double kin, double[][] m, double[][] u, Together together) {

    /** The fields of a table that a model knows. */
    static List<Field> known(List<Field> fields, LinkageModel model) {
        return fields.stream().filter(field -> find(field, model).isPresent()).toList();
    }

    static Fitted of(LinkageModel model, List<Field> fields) {
        double[][] m = new double[fields.size()][];
        double[][] u = new double[fields.size()][];
        var names = new ArrayList<String>();
        for (int f = 0; f < m.length; f++) {
            LinkageModel.FieldModel known = find(fields.get(f), model).orElseThrow();
            m[f] = chances(known.m());
            u[f] = chances(known.u());
            names.add(known.column());
        }
        return new Fitted(model.kin(), m, u, Together.of(model.dependences(), names));
    }

    LinkageModel model(List<Field> fields, int records) {
        var models = new ArrayList<LinkageModel.FieldModel>();
        for (int f = 0; f < m.length; f++) {
            Field field = fields.get(f);
            models.add(new LinkageModel.FieldModel(field.column(), field.kind(), words(m[f]), words(u[f])));
        }
        return new LinkageModel(
                LinkageModel.VERSION,
                records,
                kin,
                models,
                together.dependences(fields.stream().map(Field::column).toList()));
    }

    private static Optional<LinkageModel.FieldModel> find(Field field, LinkageModel model) {
        return model.fields().stream()
                .filter(each -> each.column().equals(field.column()) && each.kind() == field.kind())
                .findFirst();
    }

    private static double[] chances(Map<String, Double> words) {
        double[] chances = new double[Finding.WEIGHED];
        for (int found = 0; found < chances.length; found++) {
            chances[found] = words.getOrDefault(Finding.of(found).word(), 1e-9);
        }
        return chances;
    }

    private static Map<String, Double> words(double[] chances) {
        var words = new LinkedHashMap<String, Double>();
        for (int found = 0; found < chances.length; found++) {
            words.put(Finding.of(found).word(), chances[found]);
        }
        return words;
    }
}
