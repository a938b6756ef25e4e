package org.tongmai.access;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Explanation.Text;

/** Standing rules (我的授权): made, changed and taken back by residents. */
@RestController
@RequestMapping("/api/access/rules")
final class RuleRoutes {

    private final Rules rules;
    private final RuleTemplates templates;
    private final InstitutionNames institutions;

    RuleRoutes(Rules rules, RuleTemplates templates, InstitutionNames institutions) {
        this.rules = rules;
        this.templates = templates;
        this.institutions = institutions;
    }

    @GetMapping
    RuleList list() {
        return new RuleList(views(rules.list(Callers.current())));
    }

    @GetMapping("/templates")
    TemplateList templates() {
        return new TemplateList(templates.offered());
    }

    @GetMapping("/doctors")
    DoctorList doctors(@RequestParam @Nullable String institution, @RequestParam(defaultValue = "") String name) {
        return new DoctorList(rules.doctors(Callers.current(), institution, name.strip()).stream()
                .map(each -> new DoctorView(each.account(), each.name(), institutions.named(each.institution())))
                .toList());
    }

    /** Who could then see what; nothing is saved. */
    @PostMapping("/preview")
    PreviewView preview(@RequestBody Drafted drafted) {
        Rules.Preview preview = rules.preview(Callers.current(), drafted.id(), drafted.draft());
        return new PreviewView(
                preview.sentence(),
                preview.cut().stream()
                        .map(each -> new Cut(each.id(), each.requester(), institutions.named(each.institution())))
                        .toList());
    }

    @PostMapping
    RuleView make(@RequestBody Drafted drafted) {
        return view(rules.make(Callers.current(), drafted.draft()));
    }

    @PostMapping("/{id}")
    RuleView change(@PathVariable String id, @RequestBody Drafted drafted) {
        int version = drafted.version() == null ? 0 : drafted.version();
        return view(rules.change(Callers.current(), id, version, drafted.draft()));
    }

    @PostMapping("/{id}/end")
    RuleView end(@PathVariable String id) {
        return view(rules.end(Callers.current(), id));
    }

    @GetMapping("/{id}/versions")
    RuleList versions(@PathVariable String id) {
        return new RuleList(views(rules.versions(Callers.current(), id)));
    }

    private List<RuleView> views(List<Rule> some) {
        return some.stream().map(this::view).toList();
    }

    private RuleView view(Rule rule) {
        Matter.Document document = rule.what().document();
        return new RuleView(
                rule.id(),
                rule.version(),
                rule.state(rules.now()),
                rule.effect(),
                institution(rule.to()),
                rule.to() instanceof Recipient.Doctor doctor
                        ? new DoctorView(doctor.account(), doctor.name(), institutions.named(doctor.institution()))
                        : null,
                rule.what().categories().stream().map(Category::word).toList(),
                new TreeSet<>(rule.what().classes()),
                document == null ? null : document.reference(),
                rule.what().careFrom(),
                rule.what().careUntil(),
                rule.purpose(),
                rule.once(),
                rule.from(),
                rule.until(),
                rule.template(),
                rule.writer(),
                rule.madeAt(),
                rule.endedAt(),
                rule.usedAt(),
                rules.sentence(rule));
    }

    private @Nullable InstitutionName institution(Recipient to) {
        return switch (to) {
            case Recipient.Everybody everybody -> null;
            case Recipient.Institution one -> institutions.named(one.code());
            case Recipient.Doctor doctor -> institutions.named(doctor.institution());
        };
    }

    /**
     * @param id of the rule that is changed, for a preview
     * @param version of the rule that was read and is changed
     */
    record Drafted(
            @Nullable String id,
            @Nullable Integer version,
            @Nullable String effect,
            @Nullable String institution,
            @Nullable String account,
            @Nullable List<String> categories,
            @Nullable List<String> classes,
            @Nullable String document,
            @Nullable Instant careFrom,
            @Nullable Instant careUntil,
            @Nullable String purpose,
            @Nullable Boolean once,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String template) {

        Rules.Draft draft() {
            return new Rules.Draft(
                    effect,
                    institution,
                    account,
                    categories == null ? List.of() : categories,
                    classes == null ? List.of() : classes,
                    document,
                    careFrom,
                    careUntil,
                    purpose,
                    Boolean.TRUE.equals(once),
                    from,
                    until,
                    template);
        }
    }

    record RuleList(List<RuleView> rules) {}

    record TemplateList(List<RuleTemplates.Template> templates) {}

    record DoctorList(List<DoctorView> doctors) {}

    record DoctorView(String account, String name, InstitutionName institution) {}

    record Cut(String id, String requester, InstitutionName institution) {}

    record PreviewView(Text sentence, List<Cut> cut) {}

    record RuleView(
            String id,
            int version,
            Rule.State state,
            Rule.Effect effect,
            @Nullable InstitutionName institution,
            @Nullable DoctorView doctor,
            List<String> categories,
            Set<Sensitivity> classes,
            @Nullable String document,
            @Nullable Instant careFrom,
            @Nullable Instant careUntil,
            Purpose purpose,
            boolean once,
            Instant from,
            @Nullable Instant until,
            @Nullable String template,
            String writer,
            Instant madeAt,
            @Nullable Instant endedAt,
            @Nullable Instant usedAt,
            Text sentence) {}
}
