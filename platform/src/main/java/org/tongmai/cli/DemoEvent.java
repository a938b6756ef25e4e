package org.tongmai.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.directory.Directory;
import org.tongmai.emergency.Body;
import org.tongmai.emergency.Event;
import org.tongmai.emergency.Events;
import org.tongmai.emergency.Grading;
import org.tongmai.emergency.Level;
import org.tongmai.emergency.Resource;
import org.tongmai.emergency.Resources;
import org.tongmai.emergency.Roster;
import org.tongmai.emergency.Status;
import org.tongmai.emergency.Tasks;
import org.tongmai.simulator.Province;

/** The event of the demonstration: the outbreak of the simulated province, under command of its county. */
final class DemoEvent {

    /** 其他感染性腹泻病 of the disease list. */
    private static final String DIARRHOEA = "3900";

    private static final Duration DIRECTORY_LIMIT = Duration.ofSeconds(30);

    private final Directory directory;
    private final Events events;
    private final Grading grading;
    private final Roster roster;
    private final Tasks tasks;
    private final Resources resources;
    private final DemoPeople people;

    /** @param serving the node whose event it is */
    DemoEvent(Serving serving) {
        this.directory = serving.bean(Directory.class);
        this.events = serving.bean(Events.class);
        this.grading = serving.bean(Grading.class);
        this.roster = serving.bean(Roster.class);
        this.tasks = serving.bean(Tasks.class);
        this.resources = serving.bean(Resources.class);
        this.people = new DemoPeople(serving);
    }

    /** Opens it, once. */
    void open(Province province) {
        province.outbreakCounty().ifPresent(county -> {
            directory.awaitCaughtUp(DIRECTORY_LIMIT);
            Caller cdc = of("cdc.county", "区疾控 应急办", Role.CDC, DemoAccounts.CDC_COUNTY);
            if (events.list(cdc, null, true, null, null).isEmpty()) {
                command(cdc, county, province);
            }
        });
    }

    private void command(Caller cdc, String county, Province province) {
        Events.Numbered opened = events.open(
                cdc,
                new Events.Opening(
                        "居民小区感染性腹泻聚集性疫情", DIARRHOEA, county, null, Body.CDC, null, "enteric", "社区卫生服务中心电话报告，多户居民腹泻"));
        long id = opened.id();
        Event verified = events.move(cdc, id, to(opened.event(), Status.VERIFIED, "现场核实，与供水有关"));
        Event graded = grading.grade(
                cdc, id, new Events.Decision(verified.decided(), null, Level.IV, null, null, "县级以上认定的一般事件"));
        events.move(cdc, id, to(graded, Status.RESPONDING, "启动Ⅳ级响应"));
        Instant now = Instant.now();
        roster.set(
                cdc, id, new Roster.OnDuty("commander", "cdc.county", "区疾控 应急办", now, now.plus(Duration.ofDays(30))));
        for (String key : List.of("A", "B")) {
            String hospital = province.institution(key).uscc();
            Caller doctor = of("doctor." + (key.equals("A") ? "a" : "b"), "应急值班", Role.DOCTOR, hospital);
            resources.say(
                    doctor,
                    List.of(
                            said(Resource.Kind.BED_ISOLATION, "", "张", 24, 15),
                            said(Resource.Kind.BED_ICU, "", "张", 12, 9),
                            said(Resource.Kind.AMBULANCE, "", "辆", 4, 1),
                            said(Resource.Kind.STOCK, "口服补液盐", "盒", 600, 0)));
        }
        tasks.set(
                cdc,
                id,
                new Tasks.Wanted(
                        "开设肠道门诊专用诊区，每日 8 时前报告就诊人数",
                        "medical",
                        province.institution("B").uscc(),
                        now.plus(Duration.ofHours(12))));
        people.write(cdc, id, county, DIARRHOEA);
    }

    private static Events.Decision to(Event event, Status status, String words) {
        return new Events.Decision(event.decided(), status, null, null, null, words);
    }

    private static Resources.Said said(Resource.Kind kind, String item, String unit, int capacity, int used) {
        return new Resources.Said(kind, item, unit, capacity, used, null);
    }

    private static Caller of(String login, String name, Role role, String institution) {
        return new Caller(login, name, role, institution, null, false);
    }
}
