package org.tongmai.surveillance;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.capture.ReportClock;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/** What a doctor may write on a card, and what it must have before it is sent. */
final class CardWriting {

    /** What a doctor may write beside the fields. */
    static final String DISEASE = "disease";

    private static final int REASON_LONGEST = 500;

    private final Places places;
    private final DiseaseList list;

    CardWriting(Places places, DiseaseList list) {
        this.places = places;
        this.list = list;
    }

    /**
     * @param written what the doctor wrote over; {@code onset} too, and the code of the {@code disease}
     * @throws Problem {@code surveillance.card-field-wrong}
     */
    ReportCard write(ReportCard card, Map<String, String> written) {
        Map<String, String> fields = new HashMap<>(written);
        String began = fields.remove("onset");
        String disease = fields.remove(DISEASE);
        if (!CardFields.WRITABLE.containsAll(fields.keySet())
                || fields.values().stream().anyMatch(each -> each.length() > REASON_LONGEST)) {
            throw fieldWrong(fields.keySet().stream()
                    .filter(each -> !CardFields.WRITABLE.contains(each))
                    .sorted()
                    .toList());
        }
        LocalDate onset = began == null ? card.onset() : day("onset", began);
        if (onset.isAfter(card.diagnosedOn())) {
            throw fieldWrong(List.of("onset"));
        }
        String birth = fields.getOrDefault("birthDate", "");
        if (!birth.isEmpty()) {
            day("birthDate", birth);
        }
        String death = fields.getOrDefault("death", "");
        if (!death.isEmpty() && day("death", death).isBefore(onset)) {
            throw fieldWrong(List.of("death"));
        }
        ReportCard named = disease == null || disease.equals(card.disease()) ? card : renamed(card, disease);
        return moved(named, card.fields().with(fields)).written(card.fields().with(fields), onset);
    }

    /** 订正病名. Before it is sent its clock is that of the disease it is; afterwards the report was in time or was not. */
    private ReportCard renamed(ReportCard card, String code) {
        Disease disease = list.disease(code, card.diagnosedOn()).orElseThrow(() -> fieldWrong(List.of(DISEASE)));
        ReportCard named = card.of(new ReportCard.Finding(disease.code(), disease.family(), card.certainty()));
        return card.progress().sentAt() != null
                ? named
                : named.from(ReportClock.of(card.clock().from(), disease.deadline()));
    }

    /** It counts where the address says, once somebody put that right. */
    private ReportCard moved(ReportCard card, CardFields next) {
        CardFields last = card.fields();
        boolean address = !next.address().equals(last.address());
        if (!address && next.workplace().equals(last.workplace())) {
            return card;
        }
        Living home = places.of(next.address(), new RegionCode(card.place()));
        return card.living(new Living(address ? home.place() : card.place(), Drafts.site(places, next, home)));
    }

    private static LocalDate day(String field, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException notOne) {
            throw fieldWrong(List.of(field));
        }
    }

    private static Problem fieldWrong(List<String> fields) {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.card-field-wrong",
                "A field of the card cannot be written so.",
                "Dates are whole days, the onset is not after the diagnosis, and some fields are the platform's.",
                "Correct the fields that are named.",
                fields);
    }

    /**
     * Refuses what is asked for and missing; a remark that says why lets it pass.
     *
     * @throws Problem {@code surveillance.card-incomplete}
     */
    static ReportCard complete(ReportCard card) {
        List<String> missing = card.fields().asked(card.disease(), card.onset()).entrySet().stream()
                .filter(each -> each.getValue().isBlank())
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty() && card.fields().remark().isBlank()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "surveillance.card-incomplete",
                    "The card lacks fields that it must have.",
                    "传染病信息报告管理规范: identity, address and phone are compulsory.",
                    "Fill them in, or say in the remark why that cannot be.",
                    missing);
        }
        return card;
    }

    /**
     * A reason that must be given.
     *
     * @throws Problem {@code surveillance.reason-missing}
     */
    static String said(String reason) {
        if (reason.isBlank()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.reason-missing",
                    "No reason was given.",
                    "What takes a case away, or a card back, is explained.",
                    "Say why.");
        }
        return reason.strip();
    }

    /** @throws Problem {@code surveillance.card-field-wrong} */
    static void bounded(String reason) {
        if (reason.length() > REASON_LONGEST) {
            throw fieldWrong(List.of("reason"));
        }
    }
}
