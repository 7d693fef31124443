"""The routes of households, their reviews, and parts that are handed to people."""

from __future__ import annotations

from bot.house import House
from bot.household_pages import HouseholdPages
from bot.household_word import HouseholdWord
from bot.pages import Pages
from bot.papers import Papers
from bot.part_pages import PartPages
from bot.picture_pages import PicturePages
from bot.reminders import ReminderRoutes
from bot.review_pages import ReviewPages
from bot.review_papers import ReviewPapers
from bot.routes import Route
from care.access import Action

HOME = "/households/{ref}"
PICTURES = f"{HOME}/pictures"
REVIEW = "/reviews/{ref}"
PARTS = "/profiles/{profile}/parts"


def review_routes(house: House, pages: Pages, made_by: Papers) -> list[Route]:
    papers = ReviewPapers(house, made_by)
    homes = HouseholdPages(house, pages)
    word = HouseholdWord(papers)
    pictures = PicturePages(house, pages, made_by)
    reviews = ReviewPages(house, pages, papers)
    parts = PartPages(house, pages)
    reminders = ReminderRoutes(house)
    return [
        Route("GET", "/households", Action.SEE_HOUSEHOLDS, homes.everyone),
        Route("GET", HOME, Action.READ_HOUSEHOLD, homes.one),
        Route("GET", f"{HOME}/profile.docx", Action.READ_HOUSEHOLD_PAPER, word.profile),
        Route("GET", f"{HOME}/welcome.docx", Action.READ_HOUSEHOLD_PAPER, word.welcome),
        Route("GET", PICTURES, Action.CHANGE_PICTURES, pictures.page),
        Route("POST", PICTURES, Action.CHANGE_PICTURES, pictures.add),
        Route("GET", f"{PICTURES}/{{picture}}", Action.READ_HOUSEHOLD, pictures.show),
        Route("POST", f"{PICTURES}/{{picture}}/remove", Action.CHANGE_PICTURES, pictures.remove),
        Route("POST", f"{HOME}/review", Action.BEGIN_REVIEW, reviews.begin),
        Route("POST", f"{HOME}/reminder", Action.REMIND_ME, reminders.remind),
        Route("GET", REVIEW, Action.READ_REVIEW, reviews.one),
        Route("GET", f"{REVIEW}/read", Action.READ_REVIEW, reviews.read),
        Route("POST", f"{REVIEW}/sign", Action.SIGN_REVIEW, reviews.sign),
        Route("POST", f"{REVIEW}/ask", Action.ASK_FOR_VIEWS, reviews.ask),
        Route("POST", f"{REVIEW}/due", Action.SET_REVIEW_DAY, reviews.set_due),
        Route("GET", f"{REVIEW}/review.docx", Action.READ_REVIEW, reviews.word),
        Route("GET", PARTS, Action.HAND_PART, parts.page),
        Route("POST", PARTS, Action.HAND_PART, parts.hand),
        Route("POST", f"{PARTS}/{{part}}/back", Action.HAND_PART, parts.take_back),
    ]
