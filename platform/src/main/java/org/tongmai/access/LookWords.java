package org.tongmai.access;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/** What was looked at, in plain words. */
final class LookWords {

    private static final Text NOTHING = new Text("查询了档案，没有内容显示", "asked for the record; nothing was shown");
    private static final Text REFUSED = new Text("请求查看档案，已被拒绝", "asked for the record and was refused");
    private static final Text ELSEWHERE =
            new Text("请求查看其他机构的记录，已被拒绝", "asked for records of other institutions and was refused");
    private static final Text PROXY = new Text("请求代您办理，已被拒绝", "asked to act for you and was refused");
    private static final Text IDENTITY = new Text("姓名等身份信息", "name and identity");
    private static final Text OTHER = new Text("其他记录", "other records");

    private LookWords() {}

    /** @param rows of one look */
    static Text what(List<Look> rows) {
        if (!rows.getFirst().shown()) {
            return switch (rows.getFirst().interaction()) {
                case Looks.ELSEWHERE -> ELSEWHERE;
                case Looks.PROXY -> PROXY;
                default -> REFUSED;
            };
        }
        Map<Category, Integer> categories = new EnumMap<>(Category.class);
        int identity = 0;
        int other = 0;
        for (var entry : counts(rows).entrySet()) {
            var category = category(entry.getKey());
            if (category != null) {
                categories.merge(category, entry.getValue(), Integer::sum);
            } else if (entry.getKey().equals("Patient")) {
                identity = 1;
            } else {
                other += entry.getValue();
            }
        }
        List<String> zh = new ArrayList<>();
        List<String> en = new ArrayList<>();
        if (identity > 0) {
            zh.add(IDENTITY.zh());
            en.add(IDENTITY.en());
        }
        categories.forEach((category, count) -> {
            zh.add(category.words().zh() + " " + count + " 条");
            en.add(category.words().en() + " (" + count + ")");
        });
        if (other > 0) {
            zh.add(OTHER.zh() + " " + other + " 条");
            en.add(OTHER.en() + " (" + other + ")");
        }
        return zh.isEmpty() ? NOTHING : new Text("查看了" + String.join("、", zh), "looked at " + String.join(", ", en));
    }

    private static Map<String, Integer> counts(List<Look> rows) {
        return rows.stream()
                .flatMap(row -> row.counts().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum, TreeMap::new));
    }

    /** Results of laboratory and examinations share types; the trace counts types, so they are told as results together. */
    private static @Nullable Category category(String type) {
        for (Category category : Category.values()) {
            if (category.types().contains(type)) {
                return category;
            }
        }
        return null;
    }
}
