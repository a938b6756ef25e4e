package org.tongmai.person.linkage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A model in numbers, for the fields of one table. */
record Fitted(double kin, double[][] m, double[][] u, Together together) {

    /**
     * The fields of a table that a model knows: those called alike, and the only other one of a kind where the model has one more of
     * that kind, whatever it is called.
     */
    static Map<Field, LinkageModel.FieldModel> known(List<Field> fields, LinkageModel model) {
        var known = new LinkedHashMap<Field, LinkageModel.FieldModel>();
        for (Field field : fields) {
            model.fields().stream()
                    .filter(each -> each.column().equals(field.column()) && each.kind() == field.kind())
                    .findFirst()
                    .ifPresent(each -> known.put(field, each));
        }
        for (Field field : fields) {
            List<LinkageModel.FieldModel> left = model.fields().stream()
                    .filter(each -> each.kind() == field.kind() && !known.containsValue(each))
                    .toList();
            long open = fields.stream()
                    .filter(each -> each.kind() == field.kind() && !known.containsKey(each))
                    .count();
            if (!known.containsKey(field) && left.size() == 1 && open == 1) {
                known.put(field, left.getFirst());
            }
        }
        return known;
    }

    /** @param fields all known to the model */
    static Fitted of(LinkageModel model, List<Field> fields) {
        Map<Field, LinkageModel.FieldModel> matched = known(fields, model);
        double[][] m = new double[fields.size()][];
        double[][] u = new double[fields.size()][];
        var names = new ArrayList<String>();
        for (int f = 0; f < m.length; f++) {
            LinkageModel.FieldModel known = Objects.requireNonNull(matched.get(fields.get(f)));
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
