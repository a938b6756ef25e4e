package org.tongmai.person;

import java.util.List;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.person.match.Judgement;
import org.tongmai.person.match.Partition;
import org.tongmai.person.match.Word;

/** Why a registration stands where it stands, in the common shape. */
final class Sentences {

    private static final Explanation ALONE = new Explanation(
            "alone",
            "person.alone@1",
            new Text("尚无其他机构的登记与之为同一人", "No other registration is known to be of the same person."),
            List.of());

    private static final Explanation PARTED = new Explanation(
            "alone",
            "person.parted@1",
            new Text("管理员确认其与他人的登记不是同一人", "A steward said that it is not of the same person as others."),
            List.of());

    private static final Explanation BY_WORD = new Explanation(
            "linked",
            "person.steward@1",
            new Text("由管理员确认为同一人", "A steward said that it is the same person."),
            List.of());

    private static final Explanation REPLACED_BY = new Explanation(
            "linked",
            "person.replaced-by@1",
            new Text("该机构把自己的两份登记合并为一人", "The institution merged the two, which are registrations of its own."),
            List.of());

    private Sentences() {}

    static Explanation of(Partition.Cluster cluster, long member, List<Word> words) {
        Partition.Bond bond = cluster.bonds().get(member);
        if (bond == null) {
            boolean parted = words.stream().anyMatch(word -> !word.same() && word.about(member));
            return parted ? PARTED : ALONE;
        }
        return bond.judgement().map(Judgement::explanation).orElseGet(() -> byWord(member, bond.with(), words));
    }

    /** A steward's word says more than the institution's. */
    private static Explanation byWord(long member, long with, List<Word> words) {
        List<Word> about = words.stream()
                .filter(word -> word.same() && word.about(member, with))
                .toList();
        boolean merged = !about.isEmpty() && about.stream().allMatch(Word::institution);
        return merged ? REPLACED_BY : BY_WORD;
    }
}
