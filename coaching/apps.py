from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        from coaching import (
            edition_additions,
            homes,
            listeners,  # noqa: F401 (connects the receivers)
            permissions,
            search,
            todo,
        )
        from coaching.canvas.room import register_canvases
        from coaching.edition_additions import list_added_texts
        from coaching.followup import reminders as followup
        from coaching.followup.queries.waiting import register_next_action
        from coaching.followup.report import register_follow_up
        from coaching.followup.survey_rows import register_survey_rows
        from coaching.followup.ties import register_ties
        from coaching.gallery.showing import register_gallery
        from coaching.home.organiser.lessons import list_lessons
        from coaching.ideas.room import register_ideas
        from coaching.pairing import reminders as pairing
        from coaching.pairing.meeting_files import list_events
        from coaching.plan.room import register_plan
        from coaching.portfolio.report import register_amounts
        from coaching.posts.showing import register_posts, register_sitemap
        from coaching.room.queries import register_scribe
        from coaching.room.tabs import list_history_tabs, list_own_tabs, register_tabs
        from coaching.session import reminders as session
        from coaching.session.calendar import register_events
        from coaching.support import reminders as support
        from coaching.support.partners_view import register_partners_view
        from coaching.support.report import register_decisions
        from coaching.surveys import reminders as surveys
        from coaching.surveys.emails import hide_room_reminders
        from coaching.synthesis import reminders as synthesis
        from coaching.synthesis.publishing import register_retrospectives
        from coaching.synthesis.reports.rendering import register_sources
        from programmes import dates, extensions
        from programmes.capabilities import declare_pages
        from programmes.copied_texts import register_texts
        from programmes.todo import register_todo

        declare_pages(permissions.PAGES, "coaching")
        dates.register(edition_additions.list_added_dates)
        homes.register_homes()
        search.register_search()
        extensions.register_lessons(list_lessons)
        extensions.register_mail_rule(hide_room_reminders)
        register_texts(list_added_texts)
        register_tabs(0, list_own_tabs)
        register_tabs(90, list_history_tabs)
        register_scribe()
        register_canvases()
        register_ideas()
        register_gallery()
        register_posts()
        register_sitemap()
        register_retrospectives()
        register_plan()
        register_sources()
        register_decisions()
        register_partners_view()
        register_follow_up()
        register_ties()
        register_amounts()
        register_survey_rows()
        register_next_action()
        register_events(list_events)
        register_todo(*todo.RULES)
        for reminders in (session, pairing, surveys, synthesis, support, followup):
            reminders.register_rules()
